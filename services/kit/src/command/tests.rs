use std::collections::BTreeSet;

use super::*;
use crate::practice::{COLLEGE, Command as Practice, DEAN, INTERN, RegisterCoach, assign};
use crate::scenarios;
use crate::{Asked, TAKE_BACK, object, read_fields};

const REGISTER: &str =
    r#"{"coach":"00000000-0000-0000-0000-00000000000c","provider":"00000000-0000-0000-0000-00000000000d"}"#;

#[test]
fn a_command_is_read_by_its_name() {
    let register = RegisterCoach { coach: DEAN, provider: COLLEGE };
    assert_eq!(Asked::<Practice>::read("register-coach", object(REGISTER).unwrap()).unwrap(), register.into());
    let taken_back = scenarios::take_back(INTERN.subject(), 1);
    let fields = serde_json::to_value(&taken_back).unwrap();
    assert_eq!(Asked::<Practice>::read(TAKE_BACK, fields).unwrap(), taken_back.into());
}

#[test]
fn a_name_that_no_command_has_is_answered_with_those_there_are() {
    let said = Asked::<Practice>::read("hire-coach", object(REGISTER).unwrap()).unwrap_err().to_string();
    let known = "register-coach, assign-coach, enter-in-error";
    assert_eq!(said, format!("there is no command \"hire-coach\" in coaching; it has: {known}"));
}

#[test]
fn a_field_that_is_not_of_its_form_is_named() {
    let said =
        object(&REGISTER.replace("000c", "000x")).and_then(read_fields::<RegisterCoach>).unwrap_err().to_string();
    assert!(said.starts_with("coach: "), "{said}");
}

#[test]
fn what_is_asked_knows_its_kind_and_whose_histories_matter() {
    let [register, assign, take_back]: [Asked<Practice>; 3] = [
        RegisterCoach { coach: DEAN, provider: COLLEGE }.into(),
        assign().into(),
        scenarios::take_back(INTERN.subject(), 1).into(),
    ];
    let names = [&register, &assign, &take_back].map(|asked| asked.command_type().unwrap().full_name());
    assert_eq!(names, ["coaching.register-coach", "coaching.assign-coach", "coaching.enter-in-error"]);
    let subjects = [&register, &assign, &take_back].map(Asked::subject);
    assert_eq!(subjects, [DEAN.subject(), INTERN.subject(), INTERN.subject()]);
    let others = [register, assign, take_back].map(|asked| asked.also_reads());
    assert_eq!(others, [BTreeSet::from([COLLEGE.subject()]), [DEAN.subject()].into(), BTreeSet::new()]);
}

#[test]
fn the_field_of_a_subject_is_called_by_its_kind_where_there_is_one() {
    let [register, assign, take_back] = Practice::TYPES else { panic!("{:?}", Practice::TYPES) };
    assert_eq!([register, assign, take_back].map(CommandType::subject_field), ["coach", "internship", "subject"]);
    assert_eq!(register.kind(), Some(SubjectKind::Coach));
    assert_eq!(take_back.kind(), None);
    assert_eq!(assign.about(), "internship");
    assert!(take_back.about().contains("internship") && take_back.about().contains(" or "));
    let fields = |kind: &CommandType| kind.fields().into_iter().map(|field| field.name).collect::<Vec<_>>();
    assert_eq!(fields(register), ["coach", "provider"]);
}
