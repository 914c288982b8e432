//! What a cell can give.

use events::Form;

use crate::scene::commands;

#[test]
fn a_cell_can_give_every_field_of_every_command_but_a_list_of_sessions() {
    let mut beyond = Vec::new();
    for command in commands() {
        let fields = command.fields();
        assert!(fields.iter().any(|field| field.name == command.subject_field()), "{}", command.full_name());
        let out_of_reach = fields.into_iter().filter(|field| !fits_a_cell(&field.form));
        beyond.extend(out_of_reach.map(|field| format!("{}: {}", command.full_name(), field.name)));
    }
    assert_eq!(
        beyond,
        [
            "funding.record-access-to-work-decision: steps",
            "funding.prepare-claim: sessions",
            "funding.prepare-claim: travel",
            "funding.submit-claim: sessions",
            "funding.submit-claim: travel",
            "outcomes.agree-handover: steps",
            "outcomes.review-impact: wellbeing",
            "outcomes.assess-quality: actions",
            "outcomes.assess-quality: scores",
        ]
    );
}

fn fits_a_cell(form: &Form) -> bool {
    match form {
        Form::List(of) => fits_a_cell(of),
        Form::Object(_) | Form::Other => false,
        Form::Id(_)
        | Form::Date
        | Form::Time
        | Form::Minutes
        | Form::Pence
        | Form::YesNo
        | Form::Whole { .. }
        | Form::Word(_)
        | Form::Text { .. } => true,
    }
}
