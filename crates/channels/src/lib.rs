//! 渠道：已经发布的信息同时送往别的渠道。 An adapter a kind of channel; each takes a [`Message`], which only what is
//! public can become. What became of it is kept an item and a channel, and counted.

mod keep;
mod message;
mod settings;
mod webhook;
mod wechat;
mod wire;

pub use keep::{Channels, Delivery, Error, Round, Standing};
pub use message::{Event, Message, Origin};
pub use settings::{Kind, Named, Settings};
pub use webhook::{Signature, Webhook, signed};
pub use wechat::{LIMITS, Limits, WeChat};
pub use wire::{NotSent, Reply, Request, Wire};

use jiff::{SignedDuration, Timestamp};

/// What a channel does with a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Taken; what is to be told of it, and how the channel calls it.
    Taken { told: String, reference: String },
    /// Taken, or beyond what the channel's interface can do: somebody has to go on there.
    ByHand { told: String, reference: String },
    /// Not now; after a pause of the channel's own where it names one.
    Later { why: String, pause: Option<SignedDuration> },
    /// Never as it stands: somebody has to mend something first.
    Refused { why: String },
}

/// One kind of channel.
pub trait Adapter: Send + Sync {
    /// Hands a message over. `id` stays the same however often it is tried. Blocking.
    fn send(&self, message: &Message, id: &str, at: Timestamp, wire: &dyn Wire) -> Outcome;
}
