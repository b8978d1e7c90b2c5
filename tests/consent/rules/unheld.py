"""The rules that we do not hold, by source and clause, each with the reason why."""

from typing import Final

_NO_SUCH_PLATFORM = "This platform is not spoken to."

UNHELD: Final[dict[str, dict[str, tuple[str, str]]]] = {
    "OBIE CX": {
        "OBIE-7": (
            "Screen and dashboard say how far back the data go.",
            "No kind of fact on offer has a period: balances and dues are of now.",
        ),
        "OBIE-8": (
            "An agent in front of the receiver is named.",
            "There is none: the customer's bank runs this itself.",
        ),
        "OBIE-13": (
            "The dashboard can be searched, sorted and filtered (a SHOULD).",
            "A customer has a handful of consents; what was released can be filtered.",
        ),
        "OBIE-14": (
            "The bank is told of a cancelled consent by DELETE.",
            "It is the bank that runs this; there is nobody else to tell.",
        ),
        "OBIE-16": (
            "The groups have the names of the standard.",
            "They name what a bank's interface hands over; ours say what can be heard.",
        ),
        "OBIE-17": (
            "Consents have the states AWAU, AUTH, RJCT, CANC and EXPD.",
            "Ours can also be paused, and say why they ended; that API is not offered.",
        ),
        "OBIE-18": (
            "In the UK a consent is confirmed again every 90 days.",
            "It binds others that read accounts; here she chose the end, and is reminded.",
        ),
        "OBIE-19": (
            "In the EEA the customer signs in again every 180 days.",
            "It is the bank's own sign-in that was used, and the longest consent is a year.",
        ),
    },
    "CDR": {
        "CDR-31": (
            "The other holder of a joint account is alerted.",
            "A consent covers what its holder may see anyway; the other is told nothing of it.",
        ),
        "CDR-32": (
            "That holder can choose how often to be told.",
            "There is nothing that is told.",
        ),
        "CDR-33": (
            "A business may consent for up to seven years.",
            "A year is the ceiling for everyone.",
        ),
        "CDR-34": (
            "Kinds of data have the standard's own wording.",
            "It is written for lists of data; ours are sentences about answers.",
        ),
    },
    "FDX UX v3": {
        "FDX-7": (
            "The screen names an aggregator.",
            "There is none in between.",
        ),
        "FDX-9": (
            "The receiver certifies that it keeps to the rules.",
            "It has an agreement with the bank, which is shown; no certificate is asked for.",
        ),
        "FDX-10": (
            "Consent is an electronic signature.",
            "It is a button pressed by somebody who has just signed in, and its receipt.",
        ),
        "FDX-13": (
            "The disclosure is in the language of the conversation.",
            "The page has the browser's language; nothing tells us the conversation's.",
        ),
        "FDX-15": (
            "The groups have the standard's labels.",
            "Ours are sentences about what can be heard.",
        ),
        "FDX-18": (
            "It may be said that a new password does not revoke anything.",
            "A MAY, and not said: an assistant never had the password.",
        ),
        "FDX-24": (
            "One purpose of several can be revoked.",
            "A consent has one purpose; a kind of fact can be taken out of it.",
        ),
        "FDX-28": (
            "The other parties are told of a revocation.",
            "No assistant has an address for that; it learns at its next request.",
        ),
        "FDX-29": (
            "A grant has the fields of the entity ConsentGrant.",
            "Receipts have those of ISO/IEC TS 27560, which cover more.",
        ),
    },
    "Google": {
        "PLAT-7": (
            "Google is told of an unlinking by RISC.",
            "Its tokens die at once, and it learns so at its next request.",
        ),
        "PLAT-10": (
            "After linking it is said what is new.",
            "The first question after it is answered like any other.",
        ),
        "PLAT-15": (
            "Google lists connections by type.",
            "There is one type: an assistant that may ask.",
        ),
    },
    "Alexa": {
        "PLAT-21": (
            "The pages lie on the bank's own domain, with a certificate that Alexa takes.",
            "It is the deployment's: whoever runs it has the domain and the certificate.",
        ),
        "PLAT-22": (
            "Privacy policy and terms of the skill can be read.",
            "They are the bank's own, and given where the skill is published.",
        ),
    },
    "Messenger": {
        "PLAT-23": ("Messenger's own button opens the linking, on phones only.", _NO_SUCH_PLATFORM),
        "PLAT-24": ("Messenger's linking token comes in, our code goes out.", _NO_SUCH_PLATFORM),
        "PLAT-25": ("Messenger's webhook tells of linking, its button unlinks.", _NO_SUCH_PLATFORM),
    },
    "MCP": {
        "PLAT-30": (
            "A register says which MCP clients each user has approved.",
            "Every linking asks anew, so there is no approval to be reused.",
        ),
        "PLAT-33": (
            "Few scopes at first, and more when they are needed.",
            "She is asked once for what the assistant can use; more later is hers to add.",
        ),
    },
    "Plaid": {
        "PLAT-36": (
            "A webhook tells of a new connection.",
            "Nobody is there to be told; she gets a receipt.",
        ),
        "PLAT-37": (
            "The portal's account is apart from the bank's, and optional.",
            "The dashboard is the bank's own, with its sign-in.",
        ),
    },
    "Dialogflow": {
        "PLAT-39": ("Dialogflow has its answer within 5 seconds.", _NO_SUCH_PLATFORM),
    },
    "CFPB 1033": {
        "CFPB-4": (
            "No advertising, cross-selling or sale of the data.",
            "Of ours there is none; the receiver's is a term of its agreement, which is shown.",
        ),
    },
}
