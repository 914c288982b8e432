//! The pages: what stands on them, and that their form is sound.

use serde_json::json;

use crate::common::{Answer, hours, intern, world, world_with};
use crate::tables::many;

#[tokio::test]
async fn the_start_page_shows_where_everybody_stands_the_tables_and_the_internships() {
    let world = world().await;
    let page = sound(world.page("/").await, 200);
    for expected in [
        "2 internships.",
        "href=\"/tables/journeys?stage=referred\"",
        "NF-001",
        "href=\"/tables/jobs\"",
        "1 March 2026",
    ] {
        assert!(page.contains(expected), "{expected} is not in\n{page}");
    }
    assert!(page.contains(&format!("href=\"/internships/{}\"", intern(1))));
    assert!(!page.contains("Aisha"));
}

#[tokio::test]
async fn internships_are_looked_for_by_the_beginning_of_their_reference_a_page_at_a_time() {
    let world = world().await;
    many(&world, 120).await;
    let found = sound(world.page("/?reference=nf-01").await, 200);
    assert!(found.contains("NF-010") && found.contains("NF-019") && !found.contains("NF-001"));
    assert!(sound(world.page("/?reference=zz").await, 200).contains("No reference begins like that."));
    let (mut path, mut seen) = ("/?reference=NF".to_owned(), 0);
    loop {
        let page = sound(world.page(&path).await, 200);
        seen += page.matches("href=\"/internships/").count();
        let Some(next) = page.split("href=\"").find(|part| part.starts_with("/?after=")) else { break };
        path = next.split('"').next().unwrap().replace("&amp;", "&").replace("#internships", "");
    }
    assert_eq!(seen, 120);
}

#[tokio::test]
async fn before_anything_is_recorded_the_pages_say_so() {
    let world = crate::common::empty_world(waymark_http::Access::Open, None).await;
    assert!(sound(world.page("/").await, 200).contains("Nobody has been referred yet."));
    assert!(sound(world.page("/tables/jobs").await, 200).contains("No rows."));
}

#[tokio::test]
async fn a_timeline_page_opens_names_escapes_them_and_marks_what_was_entered_in_error() {
    let world = world().await;
    let page = sound(world.page(&format!("/internships/{}", intern(2))).await, 200);
    assert!(page.contains("Tom &lt;b&gt;Bold&lt;/b&gt;") && !page.contains("<b>Bold"));

    let logged = world.command("/v1/coaching/log-hours", "k1", hours(1, 9).to_string()).await.json();
    let error = json!({ "subject": intern(1).subject(), "event": logged["event"], "reason": "wrong-subject" });
    assert_eq!(world.command("/v1/coaching/enter-in-error", "k2", error.to_string()).await.status, 201);
    let page = sound(world.page("/internships/NF-001?all=true").await, 200);
    assert!(page.contains("<h1>Aisha Kaur (NF-001)</h1>"), "{page}");
    assert!(
        page.contains("Entered in error: </span><s>Dean Prescott worked with them for 1 h on 10 March 2026"),
        "{page}"
    );
    assert!(page.contains("<time datetime=\"2026-03-10\">10 March 2026</time>"));
    assert!(page.contains("11 March 2026, 14:02") && page.contains(" by office"));
    sound(world.page("/internships/NF-999").await, 404);
}

#[tokio::test]
async fn a_long_timeline_is_turned_page_by_page() {
    let world = world().await;
    for n in 0..210_i64 {
        let mut hours = hours(1, 9);
        hours["claimable"] = json!(false);
        hours["date"] = json!(jiff::civil::date(2025, 3, 1).saturating_add(jiff::Span::new().days(n)));
        assert_eq!(world.command("/v1/coaching/log-hours", &format!("k{n}"), hours.to_string()).await.status, 201);
    }
    let path = format!("/internships/{}", intern(1));
    let first = sound(world.page(&format!("{path}?all=true")).await, 200);
    assert!(first.contains("Page 1 of 2") && first.contains(&format!("href=\"{path}?page=2&amp;all=true\"")));
    let second = sound(world.page(&format!("{path}?page=2&all=true")).await, 200);
    assert_eq!(first.matches("<li id=").count() + second.matches("<li id=").count(), 211);
    sound(world.page(&format!("{path}?page=99")).await, 200);
}

#[tokio::test]
async fn a_table_page_scrolls_by_keyboard_and_says_what_its_columns_say() {
    let world = world().await;
    let page = sound(world.page("/tables/journeys?stage=referred").await, 200);
    assert!(page.contains("role=\"region\" aria-label=\"Rows of Journeys\" tabindex=\"0\""));
    for expected in [
        "Where they stand now. One of: referred",
        "/v1/tables/journeys?format=csv&amp;stage=referred",
        "Only rows with stage <strong>referred</strong>",
    ] {
        assert!(page.contains(expected), "{expected} is not in\n{page}");
    }
    sound(world.page("/tables/journeys?colour=blue").await, 400);
    sound(world.page("/tables/salaries").await, 404);
    many(&world, 130).await;
    let page = sound(world.page("/tables/journeys").await, 200);
    let next = page.split("href=\"").find(|part| part.starts_with("/tables/journeys?after=")).expect("a next page");
    let second = sound(world.page(&next.split('"').next().unwrap().replace("&amp;", "&")).await, 200);
    assert_eq!(page.matches("Timeline</a>").count() + second.matches("Timeline</a>").count(), 130);
}

#[tokio::test]
async fn every_command_is_told_with_its_fields_its_rules_and_an_example() {
    let page = sound(world().await.page("/docs").await, 200);
    for expected in [
        "id=\"coaching.log-hours\"",
        "H15: A coach is not in two different known places",
        "whole number of minutes",
        "curl --request POST",
        "in-person, remote",
    ] {
        assert!(page.contains(expected), "{expected} is not in\n{page}");
    }
}

#[tokio::test]
async fn what_goes_wrong_is_told_to_a_person_in_words() {
    let world = world().await;
    let page = sound(world.page("/nowhere/%3Cscript%3E").await, 404);
    assert!(page.contains("Nothing here") && !page.contains("/problems/"), "{page}");
    let closed = world_with(waymark_http::Access::keys(Vec::new()), None).await;
    assert!(sound(closed.page("/").await, 401).contains("<h1>Sign in</h1>"));
    assert!(closed.page("/style.css").await.body.contains("prefers-color-scheme: dark"));
}

/// That the page's form is sound: elements nested and closed, one main heading, no level left out,
/// every id once, no script and no inline style; and that the status is this.
#[track_caller]
fn sound(answer: Answer, status: u16) -> String {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.body);
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    let page = answer.body;
    let (mut open, mut ids, mut level) = (Vec::new(), Vec::new(), 0);
    for tag in page.split('<').skip(2).map(|part| part.split('>').next().unwrap()) {
        let name = tag.split([' ', '/']).find(|name| !name.is_empty()).unwrap();
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name), "closed in another order:\n{page}");
        } else if !["meta", "link", "input"].contains(&name) {
            open.push(name);
        }
        if let Some(found) =
            name.strip_prefix('h').and_then(|level| level.parse::<u8>().ok()).filter(|_| !tag.starts_with('/'))
        {
            assert!(found <= level + 1 && (found > 1 || level == 0), "heading {found} after {level}:\n{page}");
            level = found;
        }
        ids.extend(tag.split(" id=\"").nth(1).map(|id| id.split('"').next().unwrap()));
        assert!(name != "script" && !tag.contains(" style=") && !tag.contains(" on"), "{tag}");
    }
    assert!(open.is_empty() && level > 0, "{open:?} never closed:\n{page}");
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "an id stands twice:\n{page}");
    assert!(page.starts_with("<!DOCTYPE html><html lang=\"en-GB\">") && page.contains("href=\"#main\""));
    for target in page.split("href=\"#").skip(1).map(|part| part.split('"').next().unwrap()) {
        assert!(page.contains(&format!("id=\"{target}\"")), "#{target} is nowhere");
    }
    page
}
