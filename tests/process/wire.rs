//! Requests sent byte by byte: slow ones, halves of them.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::node::PATIENCE;

/// A connection that sends what it is told.
pub(crate) struct Wire(TcpStream);

impl Wire {
    /// Connects to `http://HOST:PORT`; none when nobody listens.
    pub(crate) async fn connect(address: &str) -> Option<Self> {
        let host = address.strip_prefix("http://").unwrap();
        TcpStream::connect(host).await.ok().map(Self)
    }

    /// Sends bytes; `false` when the other side is gone.
    pub(crate) async fn send(&mut self, bytes: &[u8]) -> bool {
        self.0.write_all(bytes).await.is_ok()
    }

    /// Everything that the other side says until it closes the connection.
    pub(crate) async fn rest(mut self) -> String {
        let mut bytes = vec![];
        let reading = timeout(PATIENCE, self.0.read_to_end(&mut bytes)).await;
        // A reset after the answer is an end as well.
        drop(reading.expect("the other side closes the connection"));
        String::from_utf8_lossy(&bytes).into_owned()
    }
}
