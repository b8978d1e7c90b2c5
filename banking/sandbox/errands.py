"""What people buy now and then, and the invented shops that sell it."""

from banking.sandbox.habits import Errand

GROCERS = ("Green Basket Market", "Harvest Corner", "Daily Crate Grocery")
BIG_SHOP = Errand(shops=GROCERS, mcc="5411", per_month=5, low_minor=4_200, high_minor=11_800)
SMALL_SHOP = Errand(shops=GROCERS, mcc="5411", per_month=5, low_minor=900, high_minor=3_400)
FUEL = Errand(
    shops=("Roadside Fuel 118", "Turnpike Energy"),
    mcc="5541",
    per_month=3,
    low_minor=3_100,
    high_minor=6_200,
)
COFFEE = Errand(
    shops=("Copper Kettle Coffee", "Corner Roast"),
    mcc="5814",
    per_month=7,
    low_minor=380,
    high_minor=1_150,
)
RESTAURANT = Errand(
    shops=("Lantern Noodle House", "Osteria del Ponte", "The Old Millstone"),
    mcc="5812",
    per_month=4,
    low_minor=2_100,
    high_minor=7_800,
)
CLOTHES = Errand(
    shops=("Thread & Loom", "Juniper Outfitters"),
    mcc="5651",
    per_month=2,
    low_minor=2_900,
    high_minor=13_500,
    refunded_percent=25,
)
ONLINE = Errand(
    shops=("Parcelwise Online", "Bright Lamp Books", "Gearhouse Direct"),
    mcc="5999",
    per_month=3,
    low_minor=1_200,
    high_minor=8_900,
    refunded_percent=12,
)
PHARMACY = Errand(
    shops=("Wellspring Pharmacy",), mcc="5912", per_month=1, low_minor=850, high_minor=3_900
)
TRANSIT = Errand(
    shops=("Metro Transit Fares",), mcc="4111", per_month=6, low_minor=275, high_minor=550
)
ABROAD = Errand(
    shops=("Pensione Aurora", "Museo Portuale", "Trattoria Gelsomino"),
    mcc="7011",
    per_month=2,
    low_minor=2_400,
    high_minor=11_500,
    foreign_currency="EUR",
)
LISBON = Errand(
    shops=("Mercearia do Largo", "Pastelaria Azulejo"),
    mcc="5411",
    per_month=3,
    low_minor=600,
    high_minor=4_800,
)
TOKYO_FOOD = Errand(
    shops=("Hoshi Noodle Bar", "Kawabe Tea House"),
    mcc="5812",
    per_month=6,
    low_minor=850,
    high_minor=4_600,
)
TOKYO_SHOP = Errand(
    shops=("Aoba Stationery", "Minato Camera Supply"),
    mcc="5943",
    per_month=2,
    low_minor=1_800,
    high_minor=12_400,
    refunded_percent=10,
)
