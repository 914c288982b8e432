//! The contract of shelves, held to those of this crate.

#![expect(clippy::unwrap_used, reason = "a test fails where it breaks")]

mod contract;

use event_keys::{FileShelf, KeyShelf as _, MemoryShelf};

#[tokio::test]
async fn a_shelf_in_memory_holds_the_contract() {
    let shelf = MemoryShelf::default();
    contract::holds(&shelf, &shelf).await;
}

#[tokio::test]
async fn a_file_holds_the_contract_and_says_the_same_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let shelf = FileShelf::open_or_create(dir.path()).unwrap();
    contract::holds(&shelf, &shelf).await;
    let before = shelf.all().await.unwrap();
    drop(shelf);
    assert_eq!(FileShelf::open(dir.path()).unwrap().all().await.unwrap(), before);
}
