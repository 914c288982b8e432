//! What befalls the servers, the network and the logs, and what comes of it.

mod absent;
mod damage;
mod greeting;
mod network;
mod servers;
