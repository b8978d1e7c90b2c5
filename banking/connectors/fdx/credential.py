"""The token for one link: the customer's own, or bought with the operator's credential."""

from banking.asking import own_tokens, tokens
from banking.asking.conversation import Conversation
from banking.connector import Access, Refused


def token(conversation: Conversation, access: Access) -> str:
    """The access token: for the customer whose number the link keeps, else the link's own.

    Raises:
        ConnectorError: The bank gives none, or the link keeps neither number nor tokens.
        LeaseLost: Renewed ones could not be kept.

    Source: RFC 6749 4.4, with the customer in the form field ``customer_number``; RFC 6749 6.
    """
    number = access.credentials.get("customer_number")
    if number is not None:
        form = {"grant_type": "client_credentials", "customer_number": number.reveal()}
        return tokens.granted(conversation, access.bank, form).access_token
    if {"access_token", "refresh_token"} & access.credentials.keys():
        return own_tokens.access_token(conversation, access)
    message = "The link keeps neither tokens nor customer_number"
    raise Refused(message)
