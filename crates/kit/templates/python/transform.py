"""Refuses users whose names have capitals: systems behind this pool tell `Ann` from `ann`."""

from componentize_py_types import Err
from wit_world import exports
from wit_world.imports.types import Declarable_User, Fault


class Transformation(exports.Transformation):
    def transform(self, declarations):
        faults = [fault(declaration) for declaration in declarations if has_capitals(declaration.what)]
        if faults:
            raise Err(faults)
        return declarations

    def review(self, plan):
        pass


def has_capitals(what):
    if not isinstance(what, Declarable_User):
        return False
    name = what.value.username or what.value.id
    return name != name.lower()


def fault(declaration):
    subject = f'user "{declaration.what.value.id}"'
    return Fault("has capitals in its username", subject, None, None, declaration.origin)
