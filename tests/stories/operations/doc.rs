//! The commands of docs/operations.md, and what it says that they print.

use std::fs;

use stories::root;
use test_servers::Port;

/// The ports that the document writes. Each stands for a free one while its commands are tested.
const PORTS: [u16; 17] =
    [4221, 4222, 4223, 6221, 6222, 6223, 8221, 8222, 8223, 7001, 7002, 7003, 7004, 7005, 7006, 7007, 7008];

/// One block of commands.
pub(crate) struct Block {
    /// The heading it stands under.
    heading: String,
    /// The commands.
    pub(crate) commands: String,
    /// Lines that must be printed, in this order; `…` stands for anything.
    pub(crate) printed: Vec<String>,
}

/// The document, with free ports in the place of its own.
pub(crate) struct Doc {
    blocks: Vec<Block>,
    ports: Vec<(u16, Port)>,
}

impl Doc {
    pub(crate) fn read() -> Self {
        let text = fs::read_to_string(root().join("docs/operations.md")).expect("docs/operations.md");
        let ports: Vec<(u16, Port)> = PORTS.into_iter().map(|port| (port, Port::claim())).collect();
        let mut blocks: Vec<Block> = Vec::new();
        let (mut heading, mut language, mut inside) = (String::new(), None, String::new());
        for line in text.lines() {
            match (&language, line.strip_prefix("```")) {
                (None, Some(opened)) => language = Some(opened.to_owned()),
                (None, None) => {
                    if let Some(title) = line.strip_prefix('#') {
                        title.trim_start_matches('#').trim().clone_into(&mut heading);
                    }
                }
                (Some(language_now), Some(_)) => {
                    let text = std::mem::take(&mut inside);
                    match language_now.as_str() {
                        "sh" => {
                            let commands = with_ports(&text, &ports);
                            blocks.push(Block { heading: heading.clone(), commands, printed: Vec::new() });
                        }
                        "text" => {
                            let block = blocks.last_mut().expect("commands before what they print");
                            assert_eq!(block.heading, heading, "what is printed stands under its commands");
                            block.printed.extend(text.lines().map(squeezed));
                        }
                        _ => {}
                    }
                    language = None;
                }
                (Some(_), None) => {
                    inside.push_str(line);
                    inside.push('\n');
                }
            }
        }
        Self { blocks, ports }
    }

    /// The blocks under a heading.
    pub(crate) fn under(&self, heading: &str) -> impl Iterator<Item = &Block> {
        let found: Vec<&Block> = self.blocks.iter().filter(|block| block.heading == heading).collect();
        assert!(!found.is_empty(), "docs/operations.md has no commands under {heading:?}");
        found.into_iter()
    }

    /// Where a process is that the document has at this port.
    pub(crate) fn url(&self, port: u16) -> String {
        let (_, free) = self.ports.iter().find(|(known, _)| *known == port).expect("one of the ports");
        format!("http://127.0.0.1:{}", free.number())
    }
}

impl Block {
    /// The first line that was to be printed and was not.
    pub(crate) fn missing(&self, said: &str) -> Option<&str> {
        let mut lines = said.lines().map(squeezed);
        let mut is_there = |wanted: &&String| lines.by_ref().any(|line| matches(wanted, &line));
        self.printed.iter().find(|wanted| !is_there(wanted)).map(String::as_str)
    }
}

fn with_ports(text: &str, ports: &[(u16, Port)]) -> String {
    let is_digit = |c: char| c.is_ascii_digit();
    let mut replaced = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(is_digit) {
        let end = rest[start..].find(|c| !is_digit(c)).map_or(rest.len(), |length| start + length);
        let number = &rest[start..end];
        replaced.push_str(&rest[..start]);
        match ports.iter().find(|(port, _)| number == port.to_string()) {
            Some((_, free)) => replaced.push_str(&free.number().to_string()),
            None => replaced.push_str(number),
        }
        rest = &rest[end..];
    }
    replaced + rest
}

/// Without what only lines a table up.
fn squeezed(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn matches(wanted: &str, line: &str) -> bool {
    let parts: Vec<&str> = wanted.split('…').collect();
    let (Some((first, rest)), true) = (parts.split_first(), parts.len() > 1) else { return wanted == line };
    let Some(mut left) = line.strip_prefix(first.trim_end()) else { return false };
    for part in rest {
        let Some(at) = left.find(part.trim()) else { return false };
        left = &left[at + part.trim().len()..];
    }
    rest.last().is_some_and(|last| last.trim().is_empty()) || left.is_empty()
}

#[test]
fn dots_stand_for_anything_and_nothing_else_does() {
    for (wanted, line) in [("a …", "a b c"), ("… led by …", "2 led by n1"), ("a", "a"), ("a … c", "a b c")] {
        assert!(matches(wanted, line), "{wanted} {line}");
    }
    for (wanted, line) in [("a", "a b"), ("a …", "b a"), ("a … c", "a b"), ("a … c", "a c d")] {
        assert!(!matches(wanted, line), "{wanted} {line}");
    }
}
