//! The sample college's year.

use std::collections::BTreeMap;

use import::{Plan, Status};
use service_kit::Rank;

use crate::scene::{examples, northfield, plan};

fn planned() -> Plan {
    plan(&northfield(), &examples().join("northfield"))
}

#[test]
fn the_year_becomes_so_many_commands_of_each_kind() {
    let plan = planned();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for planned in &plan.commands {
        *counts.entry(&planned.name).or_default() += 1;
    }
    println!("{counts:#?} {:?}", plan.read);
    let report = plan.report([]);
    for line in report.lines.iter().filter(|l| l.status == Status::Unreadable) {
        println!("{line:?}");
    }
    panic!();
}
