"""Declares everybody in the input `staff`, a line each: username,email,department."""

import csv
import io
from dataclasses import fields

from componentize_py_types import Err
from wit_world import exports
from wit_world.imports import config, declarations, inputs
from wit_world.imports.types import (
    Attribute, Declarable_Group, Declarable_User, Declaration, Fault, Group, Origin, User,
)


def of(kind, **given):
    """One of the interface's records, with nothing in the fields that are not given."""
    return kind(**{field.name: None for field in fields(kind)} | given)


def read_all(name):
    """All of an input."""
    with inputs.open(name) as file:
        return b"".join(iter(lambda: file.read(1 << 20), b"")).decode()


def user(pool, row):
    email = [Attribute("email", row["email"]), Attribute("email_verified", "true")]
    groups = [row["department"]] if row["department"] else []
    return of(
        User, id=row["username"], user_pool_id=pool, attributes=email, message_action="SUPPRESS", groups=groups
    )


class Provision(exports.Provision):
    def run(self):
        pool = config.get("pool")
        if pool is None:
            raise Err("lacks its configuration `pool`")
        rows = csv.DictReader(io.StringIO(read_all("staff")))
        departments = set()
        for row in rows:
            origin = Origin("staff", rows.line_num)
            if not row["email"]:
                subject = f'user "{row["username"]}"'
                declarations.report(of(Fault, message="has no email", subject=subject, origin=origin))
                continue
            department = row["department"]
            if department and department not in departments:
                departments.add(department)
                group = of(Group, id=department, user_pool_id=pool)
                declarations.declare([Declaration(Declarable_Group(group), origin)])
            declarations.declare([Declaration(Declarable_User(user(pool, row)), origin)])
