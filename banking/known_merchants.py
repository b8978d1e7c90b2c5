"""Merchants whose names banks mangle, and words that are not written like others.

Keys are compared with capital letters and digits only.
"""

# By the beginning of what the bank writes, the longest first; a name must begin with its own key.
BEGINNINGS = {
    "1800FLOWERS": "1-800-Flowers",
    "7ELEVEN": "7-Eleven",
    "ALBERTHEIJN": "Albert Heijn",
    "AMAZON": "Amazon",
    "AMAZONPRIME": "Amazon Prime",
    "AMZN": "Amazon",
    "APPLECOM": "Apple",
    "ATANDT": "AT&T",
    "ATT": "AT&T",
    "BARNESNOBLE": "Barnes & Noble",
    "BESTBUY": "Best Buy",
    "BURGERKING": "Burger King",
    "CHEVRON": "Chevron",
    "CHICKFILA": "Chick-fil-A",
    "CHIPOTLE": "Chipotle",
    "COSTCO": "Costco",
    "CVS": "CVS",
    "DDDOORDASH": "DoorDash",
    "DISNEYPLUS": "Disney Plus",
    "DOLLARGENERAL": "Dollar General",
    "DOLLARTREE": "Dollar Tree",
    "DOMINOS": "Domino's",
    "DOORDASH": "DoorDash",
    "DUNKIN": "Dunkin'",
    "EBAY": "eBay",
    "EXXONMOBIL": "ExxonMobil",
    "GITHUB": "GitHub",
    "GOOGLE": "Google",
    "HANDM": "H&M",
    "HM": "H&M",
    "HOMEDEPOT": "Home Depot",
    "IKEA": "IKEA",
    "JCPENNEY": "JCPenney",
    "KFC": "KFC",
    "LIDL": "Lidl",
    "LINKEDIN": "LinkedIn",
    "LYFT": "Lyft",
    "MACYS": "Macy's",
    "MCDONALD": "McDonald's",
    "MICROSOFT": "Microsoft",
    "NETFLIX": "Netflix",
    "OREILLYAUTO": "O'Reilly Auto Parts",
    "PAYPAL": "PayPal",
    "REWE": "REWE",
    "RITEAID": "Rite Aid",
    "SAFEWAY": "Safeway",
    "SAINSBURY": "Sainsbury's",
    "SAMSCLUB": "Sam's Club",
    "SPOTIFY": "Spotify",
    "STARBUCKS": "Starbucks",
    "TACOBELL": "Taco Bell",
    "TARGET": "Target",
    "TESCO": "Tesco",
    "THEHOMEDEPOT": "Home Depot",
    "TJMAXX": "T.J. Maxx",
    "TMOBILE": "T-Mobile",
    "TRADERJOE": "Trader Joe's",
    "UBER": "Uber",
    "UBEREATS": "Uber Eats",
    "VERIZON": "Verizon",
    "WALGREENS": "Walgreens",
    "WALMART": "Walmart",
    "WENDYS": "Wendy's",
    "WHOLEFDS": "Whole Foods",
    "WHOLEFOODS": "Whole Foods",
    "WMSUPERCENTER": "Walmart",
    "YOUTUBE": "YouTube",
}
# What ends in these is none of them, though it begins with one.
WHOLE_WORDS = frozenset(
    {"APPLECOM", "ATT", "CVS", "EBAY", "HM", "IKEA", "KFC", "LIDL", "REWE", "TARGET", "UBER"}
)

_CAPITALS = """
AMC ATM BBQ BMW BP CBS DHL DSW EDF ESPN GAP GNC HBO HSBC IBM ICA IHOP ING IRS KPN MTA NBA NYC OBI
PBS QVC REI SNCF TGI TV UK UPS US USA USPS VW XXL
"""
CAPITALS = frozenset(_CAPITALS.split())
# Without a vowel, and no initials for all that.
SHORT = frozenset({"ST", "MR", "MRS", "MS", "DR", "JR", "SR", "MT", "FT"})
_SMALL = """
a and at by da de del der des di do du el en et for in la le of on or the to van von y
"""
SMALL = frozenset(_SMALL.split())
_STATES = """
AK AL AR AZ CA CO CT DC DE FL GA HI IA ID IL IN KS KY LA MA MD ME MI MN MO MS MT NC ND NE NH NJ NM
NV NY OH OK OR PA RI SC SD TN TX UT VA VT WA WI WV WY
"""
STATES = frozenset(_STATES.split())
_CITIES = """
ALBUQUERQUE,ANAHEIM,ARLINGTON,ATLANTA,AUSTIN,BALTIMORE,BERKELEY,BOSTON,BROOKLYN,BUFFALO,CAMBRIDGE,
CHARLOTTE,CHICAGO,CINCINNATI,CLEVELAND,COLORADO SPRINGS,COLUMBUS,CUPERTINO,DALLAS,DENVER,DETROIT,
EL PASO,FORT WORTH,FRESNO,HONOLULU,HOUSTON,INDIANAPOLIS,JACKSONVILLE,JERSEY CITY,KANSAS CITY,
LAS VEGAS,LONG BEACH,LOS ANGELES,LOUISVILLE,MADISON,MEMPHIS,MESA,MIAMI,MILWAUKEE,MINNEAPOLIS,
MOUNTAIN VIEW,NASHVILLE,NEW ORLEANS,NEW YORK,NEWARK,OAKLAND,OKLAHOMA CITY,OMAHA,ORLANDO,PALO ALTO,
PHILADELPHIA,PHOENIX,PITTSBURGH,PORTLAND,RALEIGH,RICHMOND,SACRAMENTO,SALT LAKE CITY,SAN ANTONIO,
SAN DIEGO,SAN FRANCISCO,SAN JOSE,SAN MATEO,SANTA MONICA,SEATTLE,ST LOUIS,TAMPA,TEMPE,TUCSON,TULSA,
WASHINGTON
"""
# Only what stands before a state is looked up here: elsewhere it may be the name. None is the end
# of another.
CITIES = tuple(city.strip() for city in _CITIES.split(","))
