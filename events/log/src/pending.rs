//! The answer to an append, waited for by a task or by a thread.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use tokio::sync::oneshot;
use tokio::task::unconstrained;

use crate::{AppendError, Appended};

/// What an append came to.
pub(crate) type Answer = Result<Appended, AppendError>;

/// An append under way: await it, or [`wait`](Pending::wait). Dropping it does not undo the append.
#[derive(Debug)]
#[must_use = "an append that nobody waits for may fail unseen"]
pub struct Pending(State);

#[derive(Debug)]
enum State {
    Known(Option<Answer>),
    Waiting(oneshot::Receiver<Answer>),
}

impl Pending {
    pub(crate) fn known(answer: Answer) -> Self {
        Self(State::Known(Some(answer)))
    }

    pub(crate) fn new() -> (oneshot::Sender<Answer>, Self) {
        let (sender, receiver) = oneshot::channel();
        (sender, Self(State::Waiting(receiver)))
    }

    /// Blocks the thread until the append is durable or has failed. A task awaits instead.
    ///
    /// # Errors
    /// As [`AppendError`] says.
    pub fn wait(self) -> Result<Appended, AppendError> {
        let waker = Waker::from(Arc::new(Unpark(thread::current())));
        // In a task that has used up its turn a poll would neither answer nor wake.
        let mut this = pin!(unconstrained(self));
        loop {
            match this.as_mut().poll(&mut Context::from_waker(&waker)) {
                Poll::Ready(answer) => return answer,
                Poll::Pending => thread::park(),
            }
        }
    }
}

impl Future for Pending {
    type Output = Result<Appended, AppendError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut self.0 {
            State::Known(answer) => Poll::Ready(answer.take().unwrap_or_else(gone)),
            State::Waiting(receiver) => {
                Pin::new(receiver).poll(context).map(|received| received.unwrap_or_else(|_| gone()))
            }
        }
    }
}

fn gone() -> Answer {
    Err(AppendError::Unknown { reason: "the log's writer ended without an answer".into() })
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

#[cfg(test)]
mod tests {
    use events::Position;

    use super::*;

    #[test]
    fn very_many_answers_can_be_waited_for_inside_one_task() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let answered = runtime.block_on(async {
            let all: Vec<_> = (0..1000).map(|_| Pending::new()).collect();
            let (senders, pending): (Vec<_>, Vec<_>) = all.into_iter().unzip();
            let answers = thread::spawn(move || {
                for sender in senders {
                    let _ = sender.send(Ok(Appended { position: Position(1) }));
                }
            });
            let answered = pending.into_iter().map(Pending::wait).filter(Result::is_ok).count();
            answers.join().unwrap();
            answered
        });
        assert_eq!(answered, 1000);
    }
}
