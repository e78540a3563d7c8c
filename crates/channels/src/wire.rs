//! 怎样送出去：the one way to the network, which whoever runs the program hands in

/// A request by POST. Its address may hold a secret: it is never written down.
#[derive(Clone)]
pub struct Request {
    pub url: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

/// What came back, the beginning of it.
#[derive(Debug, Clone)]
pub struct Reply {
    pub status: u16,
    pub body: Vec<u8>,
}

/// Nothing came back; why, in a sentence without the address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotSent(pub String);

/// Bounds time and size, follows no redirect, reaches no inner address that the settings do not name. Blocking.
pub trait Wire: Send + Sync {
    fn post(&self, request: &Request) -> Result<Reply, NotSent>;
}
