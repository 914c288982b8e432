//! Sessions that were recorded as an older version: their rows find them as they find any other.

use import::{Mapping, Report};

use crate::college::College;
use crate::edited::{HOURS, LEARNERS, MAPPING};
use crate::scene::{commands, directory};

#[tokio::test]
async fn rows_are_compared_with_what_stands_whichever_version_it_was_recorded_as() {
    let mapping = Mapping::read(MAPPING, &commands()).unwrap();
    let sheets = |hours: &str| directory(&[("learners.csv", LEARNERS.as_bytes()), ("hours.csv", hours.as_bytes())]);
    let newer = College::new();
    newer.import(&mapping, sheets(HOURS).path()).await;
    let older = newer.older().await;
    for hours in [
        HOURS.to_owned(),
        HOURS.replace("09:00,2:00", "09:00,3:00"),
        HOURS.replace("08/10/2025,09:00", "08/10/2025,10:00"),
        HOURS.replace("A2,Cora,09/10/2025,09:00,1:00,Systematic instruction,Y\n", ""),
    ] {
        let sheets = sheets(&hours);
        let [found, expected] = [&older, &newer].map(|college| college.copied());
        let found = found.await.import(&mapping, sheets.path()).await;
        let expected = expected.await.import(&mapping, sheets.path()).await;
        assert_eq!(written(&found), written(&expected), "{hours}");
    }
}

fn written(report: &Report) -> String {
    let mut csv = Vec::new();
    report.write_csv(&mut csv).unwrap();
    String::from_utf8(csv).unwrap()
}
