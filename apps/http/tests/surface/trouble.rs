//! When the machine fails, when somebody leaves, when the server stops.

use std::sync::Arc;
use std::time::Duration;

use crate::common::{DEAN, KEY, World, intern, post, world_with};
use axum::body::Body;
use event_journal::BoxFuture;
use events::{DecodeError, EventId, Position};
use http_body_util::BodyExt as _;
use service_kit::{Command as _, CommandType, RefusalType};
use service_runtime::{AnyService, Ask, Failure, LIMIT, Receipt, Rejected};
use tokio::sync::{Notify, Semaphore};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};
use tower::ServiceExt as _;
use waymark_http::{Access, Limits, serve};

/// What a service of the tests does when it is asked.
#[derive(Clone, Copy)]
enum Does {
    Panic,
    Fail(fn() -> Failure),
    /// Waits to be let go on, then accepts.
    Wait,
}

struct Odd {
    does: Does,
    begun: Notify,
    go_on: Semaphore,
    ended: Notify,
}

impl Odd {
    fn new(does: Does) -> Arc<Self> {
        Arc::new(Self { does, begun: Notify::new(), go_on: Semaphore::new(0), ended: Notify::new() })
    }
}

const ODD: CommandType = CommandType { context: "odd", name: "do", ..coaching::Command::TYPES[0] };
const DO: &str = "/v1/odd/do";

impl AnyService for Odd {
    fn commands(&self) -> &'static [CommandType] {
        &[ODD]
    }

    fn refusals(&self) -> Vec<RefusalType> {
        Vec::new()
    }

    fn execute<'a>(&'a self, _: &'a str, _: &'a str, _: &'a Ask) -> BoxFuture<'a, Result<Receipt, Rejected>> {
        Box::pin(async move {
            match self.does {
                Does::Panic => panic!("a secret of {DEAN}"),
                Does::Fail(failure) => Err(Rejected::Failed(failure())),
                Does::Wait => {
                    self.begun.notify_one();
                    self.go_on.acquire().await.unwrap().forget();
                    self.ended.notify_one();
                    Ok(Receipt {
                        event: EventId(uuid::Uuid::nil()),
                        subject: intern(1).subject(),
                        position: Position(7),
                        repeated: false,
                    })
                }
            }
        })
    }

    fn knows_all(&self) -> BoxFuture<'_, Result<(), Failure>> {
        Box::pin(async { Ok(()) })
    }

    fn warm_up(&self) -> BoxFuture<'_, Result<(), Failure>> {
        Box::pin(async { Ok(()) })
    }
}

async fn odd(does: Does) -> (World, Arc<Odd>) {
    let odd = Odd::new(does);
    (world_with(Access::Open, Some(odd.clone())).await, odd)
}

#[tokio::test]
async fn a_panic_is_a_problem_without_a_trace_of_it() {
    let (world, _) = odd(Does::Panic).await;
    let answer = world.command(DO, "k", "{}").await;
    answer.is_problem(500, "failed");
    assert!(!answer.body.contains("secret") && !answer.body.contains("panic"), "{}", answer.body);
    assert!(!answer.header("x-request-id").is_empty());
    assert_eq!(world.get("/livez").await.status, 200);
}

#[tokio::test]
async fn a_failing_machine_says_what_to_do_and_nothing_of_its_inside() {
    type Case = (fn() -> Failure, u16, &'static str);
    let failures: [Case; 7] = [
        (|| Failure::Append("secret disk".into()), 503, "not-recorded"),
        (|| Failure::OutOfTime("a secret"), 503, "not-recorded"),
        (|| Failure::OutcomeUnknown("secret disk".into()), 503, "outcome-unknown"),
        (|| Failure::Contention, 503, "contention"),
        (|| undecodable(|position, what| DecodeError::Newer { position, what }), 503, "newer-release"),
        (|| undecodable(|position, what| DecodeError::Damaged { position, what }), 500, "failed"),
        (|| Failure::TooLarge, 500, "failed"),
    ];
    for (failure, status, code) in failures {
        let (world, _) = odd(Does::Fail(failure)).await;
        let answer = world.command(DO, "k", "{}").await;
        answer.is_problem(status, code);
        assert!(!answer.body.contains("secret"), "{}", answer.body);
        assert_eq!(answer.headers.contains_key("retry-after"), status == 503);
    }
}

fn undecodable(error: fn(Position, String) -> DecodeError) -> Failure {
    error(Position(7), "a secret".into()).into()
}

#[tokio::test(start_paused = true)]
async fn a_command_that_finds_too_many_under_way_is_answered_in_its_time() {
    let (world, _odd) = odd(Does::Wait).await;
    let mut asking = JoinSet::new();
    for n in 0..=1024 {
        let request = post(DO).header("idempotency-key", format!("{n}")).body(Body::from("{}")).unwrap();
        asking.spawn(world.router.clone().oneshot(request));
    }
    let began = Instant::now();
    // All others have begun, and wait.
    let first = timeout(LIMIT * 2, asking.join_next()).await.expect("an answer").unwrap().unwrap().unwrap();
    assert!(began.elapsed() < LIMIT + Duration::from_secs(1), "{:?}", began.elapsed());
    assert_eq!(first.status(), 503);
    let body = first.into_body().collect().await.unwrap().to_bytes();
    assert!(String::from_utf8_lossy(&body).contains("not-recorded"), "{body:?}");
}

#[tokio::test]
async fn a_client_that_leaves_does_not_cut_a_command_short() {
    let (world, odd) = odd(Does::Wait).await;
    let request = post(DO).header("idempotency-key", "k").body(Body::from("{}")).unwrap();
    let asking = tokio::spawn(world.router.clone().oneshot(request));
    odd.begun.notified().await;
    asking.abort();
    assert!(asking.await.unwrap_err().is_cancelled());
    odd.go_on.add_permits(1);
    tokio::time::timeout(Duration::from_secs(10), odd.ended.notified()).await.expect("the command came to its end");
}

#[tokio::test]
async fn a_server_that_stops_ends_the_commands_that_are_under_way() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let (world, odd) = odd(Does::Wait).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let stop = Arc::new(Notify::new());
    let told = stop.clone();
    let serving = tokio::spawn(serve(Limits::default(), listener, world.app.clone(), async move {
        told.notified().await;
    }));

    let mut connection = tokio::net::TcpStream::connect(address).await.unwrap();
    let request = format!(
        "POST {DO} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {KEY}\r\nContent-Type: application/json\r\n\
         Idempotency-Key: k\r\nContent-Length: 2\r\n\r\n{{}}"
    );
    connection.write_all(request.as_bytes()).await.unwrap();
    odd.begun.notified().await;
    stop.notify_one();
    // It takes no connection any more, and waits for the command.
    let refused = async { while tokio::net::TcpStream::connect(address).await.is_ok() {} };
    tokio::time::timeout(Duration::from_secs(10), refused).await.unwrap();
    assert!(!serving.is_finished());
    odd.go_on.add_permits(1);
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    tokio::time::timeout(Duration::from_secs(10), serving).await.unwrap().unwrap().unwrap();
}
