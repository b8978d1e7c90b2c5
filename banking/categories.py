"""What a movement was for: merchant category codes and plain words in our own categories."""

import re
from bisect import bisect_right
from functools import lru_cache

from banking.facts import Category

_CODE = re.compile(r"[0-9]{4}\Z")
# From each code up to the next one's. Source: ISO 18245 and the card networks' published lists.
_CODES: tuple[tuple[int, Category], ...] = (
    (0, Category.OTHER),
    (742, Category.SERVICES),  # veterinary, agricultural, gardeners
    (1520, Category.HOUSING),  # builders, heating, electricians
    (1800, Category.SERVICES),
    (3000, Category.TRAVEL),  # airlines, car rental, hotels, each with its own code
    (4000, Category.TRANSPORT),
    (4119, Category.HEALTH),  # ambulances
    (4120, Category.TRANSPORT),
    (4214, Category.SERVICES),  # removals, couriers, storage
    (4411, Category.TRAVEL),  # cruises, boats for hire
    (4468, Category.TRANSPORT),
    (4511, Category.TRAVEL),  # airlines, airports, travel agencies
    (4784, Category.TRANSPORT),  # tolls
    (4812, Category.UTILITIES),
    (4829, Category.TRANSFER),  # money orders
    (4830, Category.UTILITIES),  # cable, electricity, gas, water
    (5013, Category.TRANSPORT),  # parts for cars
    (5021, Category.SHOPPING),
    (5047, Category.HEALTH),
    (5051, Category.SHOPPING),
    (5122, Category.HEALTH),
    (5131, Category.SHOPPING),
    (5172, Category.TRANSPORT),  # petroleum
    (5192, Category.SHOPPING),
    (5200, Category.HOUSING),  # building materials, hardware, garden
    (5262, Category.SHOPPING),  # online market places
    (5271, Category.HOUSING),
    (5297, Category.SHOPPING),
    (5411, Category.GROCERIES),
    (5511, Category.TRANSPORT),  # cars, their parts, fuel
    (5611, Category.SHOPPING),
    (5811, Category.RESTAURANTS),
    (5815, Category.ENTERTAINMENT),  # digital goods
    (5819, Category.SHOPPING),
    (5912, Category.HEALTH),
    (5921, Category.GROCERIES),
    (5931, Category.SHOPPING),
    (5960, Category.INSURANCE),
    (5961, Category.SHOPPING),
    (5962, Category.TRAVEL),
    (5963, Category.SHOPPING),
    (5975, Category.HEALTH),  # hearing aids, orthopedics
    (5977, Category.SHOPPING),
    (5983, Category.UTILITIES),  # heating oil, wood, coal
    (5984, Category.SHOPPING),
    (6010, Category.CASH),
    (6012, Category.OTHER),  # a bank's goods, debts repaid, wallets filled: it could be anything
    (6050, Category.TRANSFER),  # foreign and virtual currency
    (6300, Category.INSURANCE),
    (6513, Category.HOUSING),  # rents
    (6514, Category.TRANSFER),  # cards and wallets filled, money sent
    (7011, Category.TRAVEL),
    (7210, Category.SERVICES),
    (7511, Category.TRANSPORT),  # truck stops
    (7512, Category.TRAVEL),  # car rental without a code of its own
    (7513, Category.TRANSPORT),
    (7519, Category.TRAVEL),
    (7523, Category.TRANSPORT),  # parking, repairs, car washes
    (7622, Category.SERVICES),
    (7800, Category.ENTERTAINMENT),
    (8011, Category.HEALTH),
    (8111, Category.SERVICES),
    (8211, Category.EDUCATION),
    (8351, Category.SERVICES),  # child care
    (8398, Category.GIVING),
    (8641, Category.SERVICES),
    (8651, Category.GIVING),  # parties, churches
    (8675, Category.TRANSPORT),  # automobile associations
    (8699, Category.SERVICES),
    (9211, Category.OTHER),  # courts, fines, bail
    (9311, Category.TAXES),
    (9399, Category.SERVICES),  # offices, the post
    (9403, Category.OTHER),
    (9406, Category.ENTERTAINMENT),  # lotteries
    (9407, Category.OTHER),
    (9411, Category.LOANS),  # loans of the state
    (9412, Category.OTHER),
)
_STARTS = tuple(start for start, _ in _CODES)
# Words as banks use them, or their beginnings; whole words end in a space. The first that is found
# decides, so what tells more comes first: "auto loan" is a loan, "income tax" no income.
_WORDS: tuple[tuple[str, Category], ...] = (
    ("income tax", Category.TAXES),
    ("direct deposit", Category.INCOME),
    ("payroll", Category.INCOME),
    ("salary", Category.INCOME),
    ("wages ", Category.INCOME),
    ("paycheck", Category.INCOME),
    ("pension", Category.INCOME),
    ("income", Category.INCOME),
    ("interest", Category.INTEREST),
    ("dividend", Category.INTEREST),
    ("insurance", Category.INSURANCE),
    ("overdraft", Category.FEES),
    ("service charge", Category.FEES),
    ("fee ", Category.FEES),
    ("fees ", Category.FEES),
    ("mortgage", Category.HOUSING),
    ("home loan", Category.HOUSING),
    ("loan", Category.LOANS),
    ("grocer", Category.GROCERIES),
    ("supermarket", Category.GROCERIES),
    ("restaurant", Category.RESTAURANTS),
    ("dining", Category.RESTAURANTS),
    ("coffee", Category.RESTAURANTS),
    ("fast food", Category.RESTAURANTS),
    ("car rental", Category.TRAVEL),
    ("rental car", Category.TRAVEL),
    ("rent ", Category.HOUSING),
    ("home ", Category.HOUSING),
    ("utilit", Category.UTILITIES),
    ("electric ", Category.UTILITIES),
    ("electricity", Category.UTILITIES),
    ("internet", Category.UTILITIES),
    ("phone", Category.UTILITIES),
    ("water ", Category.UTILITIES),
    ("cable ", Category.UTILITIES),
    ("gas station", Category.TRANSPORT),
    ("fuel", Category.TRANSPORT),
    ("transit", Category.TRANSPORT),
    ("transport", Category.TRANSPORT),
    ("parking", Category.TRANSPORT),
    ("taxi", Category.TRANSPORT),
    ("rideshar", Category.TRANSPORT),
    ("auto ", Category.TRANSPORT),
    ("automotive", Category.TRANSPORT),
    ("travel", Category.TRAVEL),
    ("airline", Category.TRAVEL),
    ("hotel", Category.TRAVEL),
    ("pharmac", Category.HEALTH),
    ("health", Category.HEALTH),
    ("medical", Category.HEALTH),
    ("doctor", Category.HEALTH),
    ("dentist", Category.HEALTH),
    ("hospital ", Category.HEALTH),
    ("hospitals ", Category.HEALTH),
    ("education", Category.EDUCATION),
    ("tuition", Category.EDUCATION),
    ("school", Category.EDUCATION),
    ("universit", Category.EDUCATION),
    ("entertainment", Category.ENTERTAINMENT),
    ("streaming", Category.ENTERTAINMENT),
    ("subscription", Category.ENTERTAINMENT),
    ("charit", Category.GIVING),
    ("donation", Category.GIVING),
    ("tax ", Category.TAXES),
    ("taxes ", Category.TAXES),
    ("atm ", Category.CASH),
    ("cash ", Category.CASH),
    ("transfer", Category.TRANSFER),
    ("shopping", Category.SHOPPING),
    ("merchandise", Category.SHOPPING),
    ("clothing", Category.SHOPPING),
    ("electronics", Category.SHOPPING),
    ("service", Category.SERVICES),
)


# A bank has few categories, and asks about them again with each movement.
@lru_cache(maxsize=2048)
def of_words(text: str | None) -> Category:
    """The category that a bank names, as a merchant category code or in English words.

    OTHER for nothing, and for what is unknown.
    """
    said = (text or "").strip()
    if _CODE.match(said):
        return _CODES[bisect_right(_STARTS, int(said)) - 1][1]
    words = " ".join(re.split(r"[^a-z]+", said.lower()))
    return next(
        (category for word, category in _WORDS if f" {word}" in f" {words} "), Category.OTHER
    )
