"""The routine of each account: pay, rent, subscriptions, errands and where the rest goes."""

from banking.sandbox import errands
from banking.sandbox.habits import Routine, Settlement, Standing

ALICE_EVERYDAY = Routine(
    standing=(
        Standing(
            day=1,
            payee="Brightwater Logistics",
            description="Payroll Brightwater Logistics",
            minor=148_500,
            yearly_minor=3_500,
        ),
        Standing(
            day=15,
            payee="Brightwater Logistics",
            description="Payroll Brightwater Logistics",
            minor=148_500,
            yearly_minor=3_500,
        ),
        Standing(
            day=5,
            payee="Northlight Mobile",
            description="Northlight Mobile plan",
            minor=-3_800,
            mcc="4814",
        ),
        Standing(
            day=11,
            payee="Riverside Gym",
            description="Riverside Gym membership",
            minor=-4_200,
            mcc="7997",
            yearly_minor=-100,
        ),
        Standing(
            day=17,
            payee="Meridian Pension",
            description="Meridian Pension plan",
            minor=-38_000,
            mcc="6211",
        ),
        Standing(
            day=23,
            payee="Campus Loan Servicing",
            description="Campus Loan Servicing",
            minor=-27_500,
            mcc="6012",
        ),
    ),
    errands=(errands.SMALL_SHOP, errands.COFFEE, errands.PHARMACY, errands.TRANSIT),
    settlement=Settlement(day=28, target_minor=145_000, partners=("alice-rainy-day",)),
)

ALICE_CARD = Routine(
    standing=(
        # The subscription whose price grows each January.
        Standing(
            day=7,
            payee="Streamlark",
            description="Streamlark subscription",
            minor=-999,
            mcc="4899",
            yearly_minor=-100,
        ),
        Standing(
            day=9,
            payee="Atelier Lumen",
            description="Atelier Lumen membership",
            minor=-1_400,
            mcc="5968",
            foreign_currency="EUR",
        ),
    ),
    errands=(errands.RESTAURANT, errands.CLOTHES, errands.ONLINE, errands.ABROAD),
)

HOUSEHOLD = Routine(
    standing=(
        Standing(
            day=3,
            payee="Elm Street Residences",
            description="Rent Elm Street Residences",
            minor=-148_000,
            mcc="6513",
            yearly_minor=-2_500,
        ),
        Standing(
            day=8,
            payee="Valley Power & Water",
            description="Valley Power & Water",
            minor=-13_400,
            mcc="4900",
            spread_minor=3_600,
        ),
        Standing(
            day=14,
            payee="Clearline Internet",
            description="Clearline Internet",
            minor=-5_900,
            mcc="4816",
        ),
    ),
    errands=(errands.BIG_SHOP,),
    settlement=Settlement(day=27, target_minor=340_000, partners=("alice-everyday", "bob-current")),
)

BOB_CURRENT = Routine(
    standing=(
        Standing(
            day=25,
            payee="Stonebridge School District",
            description="Salary Stonebridge School District",
            minor=262_000,
            yearly_minor=6_000,
        ),
        Standing(
            day=4,
            payee="Northlight Mobile",
            description="Northlight Mobile plan",
            minor=-2_900,
            mcc="4814",
        ),
        Standing(
            day=12,
            payee="Shieldway Insurance",
            description="Shieldway car insurance",
            minor=-8_700,
            mcc="6300",
            yearly_minor=-400,
        ),
    ),
    errands=(errands.FUEL, errands.COFFEE, errands.SMALL_SHOP),
    settlement=Settlement(day=28, target_minor=215_000, outside="Meridian Invest"),
)

BOB_CARD = Routine(
    standing=(
        Standing(
            day=16,
            payee="Tuneharbor",
            description="Tuneharbor Music",
            minor=-1_099,
            mcc="4899",
        ),
    ),
    errands=(errands.RESTAURANT, errands.ONLINE),
)

CHARLIE_DAILY = Routine(
    standing=(
        Standing(
            day=5,
            payee="Harborview Clinic",
            description="Payroll Harborview Clinic",
            minor=134_000,
            yearly_minor=2_500,
        ),
        Standing(
            day=20,
            payee="Harborview Clinic",
            description="Payroll Harborview Clinic",
            minor=134_000,
            yearly_minor=2_500,
        ),
        Standing(
            day=1,
            payee="Maple Court Apartments",
            description="Rent Maple Court Apartments",
            minor=-98_000,
            mcc="6513",
            yearly_minor=-1_500,
        ),
        Standing(
            day=9,
            payee="Streamlark",
            description="Streamlark subscription",
            minor=-999,
            mcc="4899",
            yearly_minor=-100,
        ),
        Standing(
            day=18,
            payee="Valley Power & Water",
            description="Valley Power & Water",
            minor=-7_600,
            mcc="4900",
            spread_minor=2_200,
        ),
        Standing(
            day=22,
            payee="Meridian Pension",
            description="Meridian Pension plan",
            minor=-24_000,
            mcc="6211",
            yearly_minor=-500,
        ),
    ),
    errands=(errands.BIG_SHOP, errands.FUEL, errands.RESTAURANT),
    settlement=Settlement(day=28, target_minor=225_000, partners=("charlie-emergency",)),
)

DANA_MAIN = Routine(
    standing=(
        Standing(
            day=26,
            payee="Fjordline Design Studio",
            description="Salary Fjordline Design Studio",
            minor=345_000,
            yearly_minor=7_000,
        ),
        Standing(
            day=2,
            payee="Lakeside Lofts",
            description="Rent Lakeside Lofts",
            minor=-152_000,
            mcc="6513",
            yearly_minor=-3_000,
        ),
        Standing(
            day=6,
            payee="Clearline Internet",
            description="Clearline Internet",
            minor=-6_400,
            mcc="4816",
        ),
        Standing(
            day=27,
            payee="Meridian Pension",
            description="Meridian Pension plan",
            minor=-52_000,
            mcc="6211",
            yearly_minor=-1_000,
        ),
    ),
    errands=(errands.BIG_SHOP, errands.COFFEE, errands.RESTAURANT, errands.CLOTHES),
    settlement=Settlement(day=28, target_minor=420_000, partners=("dana-house-fund",)),
)

DANA_EURO = Routine(
    standing=(
        Standing(
            day=3,
            payee="Casa Ribeira Lettings",
            description="Rental income Casa Ribeira",
            minor=85_000,
            yearly_minor=1_500,
        ),
        Standing(
            day=10,
            payee="Energia do Cais",
            description="Energia do Cais",
            minor=-6_100,
            mcc="4900",
            spread_minor=1_700,
        ),
    ),
    errands=(errands.LISBON,),
    settlement=Settlement(day=28, target_minor=120_000, outside="Condominio Rua das Flores"),
)

TOKYO_CARD = Routine(
    standing=(
        Standing(
            day=13,
            payee="Sakura Rail Pass",
            description="Sakura Rail Pass",
            minor=-5_400,
            mcc="4112",
        ),
    ),
    errands=(errands.TOKYO_FOOD, errands.TOKYO_SHOP),
)

ROUTINES = {
    "alice-everyday": ALICE_EVERYDAY,
    "alice-travel-card": ALICE_CARD,
    "joint-household": HOUSEHOLD,
    "bob-current": BOB_CURRENT,
    "bob-card": BOB_CARD,
    "charlie-daily": CHARLIE_DAILY,
    "dana-main": DANA_MAIN,
    "dana-euro": DANA_EURO,
    "dana-tokyo-card": TOKYO_CARD,
}
