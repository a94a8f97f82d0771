"""Faker providers in zh_CN that draw from the same tables as the city, one invented person, firm or place at a time.

Flows in: a Faker and its seed. Flows out: values for tests and demonstrations whose frequencies are those of life and whose
numbers nobody real can bear.

    >>> from faker import Faker
    >>> fake = Faker("zh_CN")
    >>> _ = [fake.add_provider(provider) for provider in PROVIDERS]
    >>> fake.identity_number()[:4]
    '4399'
"""

from __future__ import annotations

from datetime import date
from typing import Final, Literal

import numpy as np
from faker.providers import BaseProvider

from data_sim import naming
from data_sim.numbers import identity_number
from models.vocabulary import FirmKind

Sex = Literal["male", "female"]
_EARLIEST, _LATEST = date(1940, 1, 1), date(2005, 12, 31)


class _Seeded(BaseProvider):
    """A provider whose numpy draws follow Faker's own seed."""

    def _rng(self) -> np.random.Generator:
        return np.random.default_rng(self.generator.random.getrandbits(64))


class PersonProvider(_Seeded):
    """Names by surname, year of birth and sex; identity numbers; mobile numbers."""

    def city_name(self, born: date | None = None, sex: Sex | None = None) -> str:
        """A person's name as often as it occurs among those of that age and sex."""
        rng = self._rng()
        born = born or self.birth_date()
        female = (sex or self.random_element(("male", "female"))) == "female"
        surname = naming.SURNAMES[int(naming.draw_surnames(rng, 1)[0])]
        return surname + naming.GIVEN[int(naming.draw_given(rng, np.array([female]), np.array([born.year]))[0])]

    def minority_name(self, sex: Sex | None = None) -> str:
        """A whole name without a surname, such as 买买提·吐尔逊."""
        female = (sex or self.random_element(("male", "female"))) == "female"
        return naming.GIVEN[int(naming.draw_minority(self._rng(), np.array([female]))[0])]

    def birth_date(self) -> date:
        """A day on which someone now grown up was born."""
        return date.fromordinal(self.random_int(_EARLIEST.toordinal(), _LATEST.toordinal()))

    def identity_number(self, born: date | None = None, sex: Sex | None = None) -> str:
        """An identity number of valid structure in an area code that does not exist."""
        female = (sex or self.random_element(("male", "female"))) == "female"
        return identity_number(born or self.birth_date(), 2 * self.random_int(1, 499) - (0 if female else 1))

    def mobile_number(self) -> str:
        """A mobile number in a network that no operator holds."""
        return str(naming.mobiles(np.array([self.random_int(0, 10**8 - 1)]))[0].as_py())


class OrganisationProvider(_Seeded):
    """Firms by their legal form, and their credit codes."""

    def firm_name(self, place: str = "岚汀市", kind: FirmKind = FirmKind.LIMITED, group: str = "trade") -> str:
        """A registered name: region, brand, trade, legal form."""
        position = np.array([list(FirmKind).index(kind)])
        return str(naming.firm_names(self._rng(), position, np.array([group], object), np.array([place], object))[0])

    def credit_code(self) -> str:
        """A unified social credit code in a division that does not exist."""
        return str(naming.credit_codes(np.array([self.random_int(0, 31**6 - 1)]))[0].as_py())


class PlaceProvider(_Seeded):
    """Townships, villages and communities."""

    def township(self) -> str:
        """A township."""
        return naming.place_names(self._rng(), 1, "township")[0]

    def village(self) -> str:
        """A village."""
        return naming.place_names(self._rng(), 1, "village")[0]


PROVIDERS: Final = (PersonProvider, OrganisationProvider, PlaceProvider)
