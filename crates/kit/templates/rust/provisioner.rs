//! Declares everybody in the input `staff`, a line each: username,email,department.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};

use poolhouse_plugin::{
    Attribute, Declaration, Fault, Group, Origin, Provisioner, User, config, declare, input, provisioner,
    report,
};

struct Staff;

impl Provisioner for Staff {
    fn run() -> Result<(), String> {
        let pool = config("pool").ok_or("lacks its configuration `pool`")?;
        let staff = BufReader::new(input("staff")?);
        let mut departments = BTreeSet::new();
        // The first line names the columns.
        for (line, row) in (1..).zip(staff.lines()).skip(1) {
            let row = row.map_err(|error| format!("input \"staff\": {error}"))?;
            let mut cells = row.split(',');
            let mut cell = || cells.next().unwrap_or_default().to_owned();
            let (name, email, department) = (cell(), cell(), cell());
            if email.is_empty() {
                report(&no_email(&name, line));
                continue;
            }
            if !department.is_empty() && departments.insert(department.clone()) {
                let group = Group { id: department.clone(), user_pool_id: pool.clone(), ..Group::default() };
                declare(&[Declaration::from(group).at("staff", line)]);
            }
            declare(&[Declaration::from(user(&pool, name, email, department)).at("staff", line)]);
        }
        Ok(())
    }
}

provisioner!(Staff);

fn user(pool: &str, name: String, email: String, department: String) -> User {
    User {
        id: name,
        user_pool_id: pool.to_owned(),
        attributes: Some(vec![Attribute::new("email", email), Attribute::new("email_verified", "true")]),
        message_action: Some("SUPPRESS".to_owned()),
        groups: Some(Some(department).filter(|name| !name.is_empty()).into_iter().collect()),
        ..User::default()
    }
}

fn no_email(name: &str, line: u32) -> Fault {
    Fault {
        message: "has no email".to_owned(),
        subject: Some(format!("user \"{name}\"")),
        origin: Some(Origin { file: "staff".to_owned(), line }),
        ..Fault::default()
    }
}
