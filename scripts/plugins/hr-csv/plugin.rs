//! An export of the HR system into users and groups: everybody under their personnel number, a group for each department
//! and one for all who lead somebody. Whoever has left stays, and cannot sign in.

use std::collections::{BTreeMap, BTreeSet};

use poolhouse_plugin::{
    Attribute, Declaration, Fault, Group, Origin, Provisioner, User, config, declare, info, input, provisioner,
    report,
};
use serde::Deserialize;

struct HrCsv;

provisioner!(HrCsv);

/// A row of the export.
#[derive(Deserialize)]
struct Employee {
    number: String,
    email: String,
    given_name: String,
    family_name: String,
    department: String,
    /// The number of whom they report to; empty for whoever reports to nobody.
    manager: String,
    /// `active`, `leave` or `left`.
    status: String,
}

impl Provisioner for HrCsv {
    fn run() -> Result<(), String> {
        let pool = config("pool").ok_or("lacks its configuration `pool`")?;
        let managers = config("managers").unwrap_or_else(|| "managers".to_owned());
        let employees = read()?;
        let leads: BTreeSet<&str> = employees.values().map(|(_, employee)| employee.manager.as_str()).collect();
        declare(&groups(&pool, &managers, &employees));
        for (number, (line, employee)) in &employees {
            for fault in faults(employee, &employees) {
                report(&Fault { origin: Some(place(*line)), ..fault });
            }
            let is_manager = leads.contains(number.as_str());
            let user = user(&pool, employee, is_manager.then_some(managers.as_str()));
            declare(&[Declaration::from(user).at(FILE, *line)]);
        }
        info(&format!("{} employees", employees.len()));
        Ok(())
    }
}

/// Everybody by their number, with the line they stand in.
fn read() -> Result<BTreeMap<String, (u32, Employee)>, String> {
    let mut export = csv::Reader::from_reader(input(FILE)?);
    let mut employees = BTreeMap::new();
    let mut row = csv::StringRecord::new();
    let header = export.headers().map_err(|error| error.to_string())?.clone();
    while export.read_record(&mut row).map_err(|error| error.to_string())? {
        let line = row.position().map_or(0, |position| position.line() as u32);
        let employee: Employee = row.deserialize(Some(&header)).map_err(|error| format!("{FILE}:{line}: {error}"))?;
        if let Some((first, _)) = employees.get(&employee.number) {
            return Err(format!("{FILE}:{line}: number {} is that of line {first} too", employee.number));
        }
        employees.insert(employee.number.clone(), (line, employee));
    }
    Ok(employees)
}

fn groups(pool: &str, managers: &str, employees: &BTreeMap<String, (u32, Employee)>) -> Vec<Declaration> {
    let departments = employees.values().map(|(_, employee)| employee.department.as_str());
    let names: BTreeSet<&str> = departments.filter(|name| !name.is_empty()).chain([managers]).collect();
    let group = |name: &str| Group { id: name.to_owned(), user_pool_id: pool.to_owned(), ..Group::default() };
    names.into_iter().map(|name| group(name).into()).collect()
}

/// What is wrong with somebody's row, beyond what poolhouse finds by itself.
fn faults(employee: &Employee, all: &BTreeMap<String, (u32, Employee)>) -> Vec<Fault> {
    let fault = |message: String| Fault {
        message,
        subject: Some(format!("user \"{}\"", employee.number)),
        ..Fault::default()
    };
    let manager = all.get(&employee.manager).map(|(_, manager)| manager);
    let has_left = |employee: &Employee| employee.status == "left";
    let mut faults = Vec::new();
    if !employee.manager.is_empty() && manager.is_none() {
        faults.push(fault(format!("reports to {}, who is not in the export", employee.manager)));
    }
    if manager.is_some_and(has_left) && !has_left(employee) {
        faults.push(fault(format!("reports to {}, who has left", employee.manager)));
    }
    if !["active", "leave", "left"].contains(&employee.status.as_str()) {
        faults.push(fault(format!("has the status {:?}, which is none of active, leave and left", employee.status)));
    }
    faults
}

fn user(pool: &str, employee: &Employee, managers: Option<&str>) -> User {
    let name = format!("{} {}", employee.given_name, employee.family_name);
    let department = Some(employee.department.clone()).filter(|name| !name.is_empty());
    User {
        id: employee.number.clone(),
        user_pool_id: pool.to_owned(),
        username: Some(employee.email.to_lowercase()),
        attributes: Some(vec![
            Attribute::new("email", employee.email.to_lowercase()),
            Attribute::new("email_verified", "true"),
            Attribute::new("given_name", &employee.given_name),
            Attribute::new("family_name", &employee.family_name),
            Attribute::new("name", name),
        ]),
        message_action: Some("SUPPRESS".to_owned()),
        enabled: Some(employee.status != "left"),
        groups: Some(department.into_iter().chain(managers.map(str::to_owned)).collect()),
        on_delete: Some("disable".to_owned()),
        ..User::default()
    }
}

fn place(line: u32) -> Origin {
    Origin { file: FILE.to_owned(), line }
}

/// The name of the input.
const FILE: &str = "export";
