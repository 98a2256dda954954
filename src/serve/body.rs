//! The body of a request, up to its bound and in its time.

use std::future::poll_fn;
use std::pin::Pin;

use axum::body::{Body, HttpBody};
use axum::http::StatusCode;

use super::Limits;
use super::failure::Failure;

/// Bodies this many times larger than what is kept are still read to their end and thrown away: most clients listen to an
/// answer only when they have sent everything.
const PATIENCE: usize = 16;

/// Reads a body.
pub(super) async fn read(mut body: Body, limits: &Limits) -> Result<Vec<u8>, Failure> {
    let most = limits.body_bytes;
    let reading = async {
        let (mut bytes, mut seen) = (Vec::new(), 0_usize);
        while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
            let unread = |_| Failure::unclear("what was sent broke off", "send it again");
            let Ok(data) = frame.map_err(unread)?.into_data() else { continue };
            seen = seen.saturating_add(data.len());
            if seen <= most {
                bytes.extend_from_slice(&data);
            } else if seen > most.saturating_mul(PATIENCE) {
                break;
            }
        }
        if seen > most { Err(Failure::too_large(most)) } else { Ok(bytes) }
    };
    tokio::time::timeout(limits.body, reading).await.unwrap_or_else(|_| {
        let what = "what was sent did not come in time";
        Err(Failure::new(StatusCode::REQUEST_TIMEOUT, what, "send it again, on a faster connection"))
    })
}
