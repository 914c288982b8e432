//! Mistakes in a mapping file, and what is said about them.

use import::Mapping;

use crate::scene::commands;

const GOOD: &str = r#"
[provider]
ukprn = "10000002"
name = "Little College"

[[sheet]]
name = "Hours"
file = "hours.csv"

[[sheet.command]]
do = "coaching.log-hours"
key = ["Ref", "Day"]

[sheet.command.fields]
internship = "Ref"
coach = "Coach"
date = "Day"
start = "Start"
minutes = "Hours"
activity = "What"
claimable = "Claim"
"#;

#[track_caller]
fn says(from: &str, to: &str, expected: &str) {
    assert!(from.is_empty() || GOOD.contains(from), "{from}");
    let text = if from.is_empty() { format!("{GOOD}{to}") } else { GOOD.replace(from, to) };
    let said = Mapping::read(&text, &commands()).unwrap_err().to_string();
    assert!(said.contains(expected), "expected: {expected}\nbut said: {said}");
}

#[test]
fn the_mapping_that_the_mistakes_are_made_in_is_good() {
    Mapping::read(GOOD, &commands()).unwrap();
}

#[test]
fn an_unknown_command_or_field_is_told_with_those_there_are() {
    says(
        "coaching.log-hours",
        "coaching.log-hour",
        "sheet \"Hours\", coaching.log-hour: there is no such command. Did you mean \"coaching.log-hours\"? There are: referrals.register-provider, ",
    );
    says(
        "minutes = ",
        "minuts = \"Hours\"\nminutes = ",
        "it has no field \"minuts\". Did you mean \"minutes\"? Its fields are: activity, claimable, coach, ",
    );
    says("activity = \"What\"", "", "its required \"activity\" come from nowhere");
    says("", "provider = \"College\"", "it has no field \"provider\"");
    says("coaching.log-hours", "coaching.register-coach", "it has no field");
}

#[test]
fn a_command_without_a_key_is_sent_back() {
    says("key = [\"Ref\", \"Day\"]", "", "it has no key: name the columns");
    says("\"Day\"]", "\"ref\"]", "column \"ref\" stands in the key twice");
}

#[test]
fn a_key_that_no_mapping_has_is_told_with_its_line() {
    says("file =", "files =", "unknown field `files`");
    says("file =", "files =", "line ");
    says("name = \"Hours\"", "name = ", "TOML parse error");
    says("\"Coach\"", "{ colum = \"Coach\" }", "unknown field `colum`");
    says("\"Coach\"", "7", "a column's name in quotation marks");
    says("", "[formats]\ndates = \"%d\"", "expected a sequence");
}

#[test]
fn forms_that_make_no_sense_are_told() {
    says(
        "[[sheet]]",
        "[formats]\ndates = [\"dd/mm/yyyy\"]\n[[sheet]]",
        "[formats]: dates: \"dd/mm/yyyy\" cannot tell a day",
    );
    says("[[sheet]]", "[formats]\ndurations = [\"hours\"]\n[[sheet]]", "\"hours\" is no form of duration");
    says("[[sheet]]", "[formats]\nyes = [\"N\"]\n[[sheet]]", "\"n\" stands under yes and under no");
    says(
        "\"Hours\"\nactivity",
        "{ column = \"Hours\", durations = [\"h\"] }\nactivity",
        "field \"minutes\": durations: \"h\"",
    );
    says("file = ", "delimiter = \"#\"\nfile = ", "delimiter \"#\" is not one of");
    says("file = ", "covers = { from = \"soon\" }\nfile = ", "covers: \"soon\" is no day");
}

#[test]
fn fixed_values_and_translations_are_tried_out() {
    says(
        "\"What\"",
        "{ value = \"teaching\" }",
        "field \"activity\": the fixed value \"teaching\" is not one of: systematic-instruction",
    );
    says(
        "\"What\"",
        "{ column = \"What\", values = { SI = \"systematic\" } }",
        "values gives \"systematic\", which is not one of",
    );
    says("\"Claim\"", "{ value = 1.5 }", "a fixed value is a text in quotation marks");
    says("\"What\"", "{ column = \"What\", value = \"admin\" }", "say one of column, columns, value");
    says("\"What\"", "{ columns = [\"What\"], from = \"Hours\" }", "from with on");
    says(
        "\"What\"",
        "{ from = \"Hour\", on = \"Ref\", column = \"What\" }",
        "there is no sheet \"Hour\" to look it up in. Did you mean \"Hours\"?",
    );
    says(
        "key = ",
        "when = { column = \"What\", is = \"full\" }\nkey = ",
        "\"full\" is not one of \"filled\", \"empty\" and \"past\"",
    );
}

#[test]
fn a_mapping_is_about_a_provider_and_its_sheets() {
    says("10000002", "1234", "[provider]: ukprn \"1234\"");
    says("", "[[sheet]]\nname = \"hours\"\nfile = \"x.csv\"", "there are two sheets of this name");
    let none = "[provider]\nukprn = \"10000002\"\nname = \"x\"\n";
    assert!(Mapping::read(none, &commands()).unwrap_err().to_string().contains("describes no sheet"));
    assert!(Mapping::read("", &commands()).unwrap_err().to_string().contains("missing field `provider`"));
    let submit = "[[sheet]]\nname = \"Claims\"\nfile = \"c.csv\"\n[[sheet.command]]\ndo = \"funding.submit-claim\"\nkey = [\"No\"]\nfields = { sessions = \"S\" }";
    says("", &submit.replace("fields = {", "fields = { internship = \"a\", claim = \"a\", number = \"a\", award = \"a\", date = \"a\", from = \"a\", until = \"a\", payeeSetUp = \"a\","), "field \"sessions\": holds more than a cell can say");
}

/// The import turns the cell of an id into a name, and an event has none.
#[test]
fn a_column_is_never_the_id_of_an_event() {
    let text = r#"
        [provider]
        ukprn = "10000001"
        name = "Northfield College"

        [[sheet]]
        name = "Corrections"
        file = "corrections.csv"

        [[sheet.command]]
        do = "coaching.correct-hours"
        key = ["Ref", "Session"]
        fields = { internship = "Ref", corrects = "Session", reason = "Why" }
    "#;
    let error = import::Mapping::read(text, &crate::scene::commands()).unwrap_err().to_string();
    assert!(error.contains("corrects") && error.contains("the id of an event"), "{error}");
}

/// Which of the two a cell means, nobody can tell: 10/11/2024.
#[test]
fn days_before_months_and_months_before_days_do_not_stand_in_one_list() {
    let both = "dates = [\"%d/%m/%Y\", \"%m/%d/%Y\"]";
    let expected = "dates: \"%d/%m/%Y\" and \"%m/%d/%Y\" cannot be told apart";
    says("[[sheet]]", &format!("[formats]\n{both}\n[[sheet]]"), &format!("[formats]: {expected}"));
    says("[[sheet.command]]", &format!("[sheet.formats]\n{both}\n[[sheet.command]]"), &format!("formats: {expected}"));
    says("date = \"Day\"", &format!("date = {{ column = \"Day\", {both} }}"), &format!("field \"date\": {expected}"));
}

#[test]
fn every_mistake_is_told_at_once_each_with_what_was_probably_meant() {
    let text = GOOD
        .replace("file =", "optonal = true\nignor = [\"x\"]\nfile =")
        .replace("[[sheet]]", "[format]\n[formats]\ndurations = [\"hours\"]\nmony = \"pence\"\n\n[[sheet]]")
        .replace("10000002", "1234")
        .replace("minutes = \"Hours\"", "minuts = \"Hours\"")
        .replace("\"Coach\"", "{ colum = \"Coach\" }")
        .replace("\"What\"", "{ value = \"teaching\" }")
        .replace("key = [\"Ref\", \"Day\"]", "")
        + "\n[[sheet.command]]\ndo = \"coaching.log-hour\"\nkey = [\"Ref\"]\n\n[[sheet]]\nname = \"More\"\ndelimiter = \"#\"\n";
    let errors = Mapping::read(&text, &commands()).unwrap_err();
    let said = errors.to_string();
    for expected in [
        "`optonal`",
        "Did you mean \"optional\"?",
        "`ignor`",
        "Did you mean \"ignore\"?",
        "`format`",
        "Did you mean \"formats\"?",
        "`mony`",
        "Did you mean \"money\"?",
        "line 13, sheet[0].optonal",
        "line 23, sheet[0].command[0].fields.coach",
        "[formats]: durations: \"hours\" is no form of duration",
        "[provider]: ukprn \"1234\"",
        "no field \"minuts\". Did you mean \"minutes\"?",
        "its required \"minutes\" come from nowhere",
        "`colum`",
        "Did you mean \"column\"?",
        "the fixed value \"teaching\" is not one of",
        "it has no key",
        "there is no such command. Did you mean \"coaching.log-hours\"?",
        "missing field `file`",
        "delimiter \"#\" is not one of",
    ] {
        assert!(said.contains(expected), "{expected} is not in\n{said}");
    }
    assert_eq!(errors.0.len(), 14, "each once:\n{said}");
    assert!(said.starts_with("14 mistakes:\n  "), "{said}");
}
