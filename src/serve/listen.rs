//! Connections: taken one by one, so many at once, each ended when its reader is too slow or the server is to stop.

use std::future::{Future, poll_fn};
use std::io;
use std::net::{SocketAddr, TcpListener as StandardListener};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};

use super::routes::{Shared, router};
use super::stall::Stalling;
use super::{Event, ServeError, ServeSettings};

/// Most bytes of the head of a request.
const HEAD_BYTES: usize = 64 << 10;
/// Most headers of a request.
const MOST_HEADERS: usize = 64;
/// How long to wait when the system has no more file handles.
const PAUSE: Duration = Duration::from_millis(100);

/// A server that listens, and answers once it runs.
pub struct Server {
    listener: StandardListener,
    address: SocketAddr,
    shared: Arc<Shared>,
    stop: watch::Sender<bool>,
}

/// Stops a server from any thread.
#[derive(Debug, Clone)]
pub struct Stopper(watch::Sender<bool>);

impl Stopper {
    /// Takes no more connections, lets those that are being answered end, and ends the server. More calls change nothing.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }
}

impl std::fmt::Debug for Server {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Server").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Server {
    /// Opens the archive and listens. `told` hears what happens, from several threads; it should not wait.
    ///
    /// # Errors
    ///
    /// When the archive cannot be read, the address is in use or cannot be had, or others could reach it without a token.
    pub fn bind(
        settings: &ServeSettings,
        told: impl Fn(Event<'_>) + Send + Sync + 'static,
    ) -> Result<Self, ServeError> {
        let asked = settings.address;
        if !asked.ip().is_loopback() && settings.token.is_none() {
            return Err(ServeError::NoToken(asked.ip()));
        }
        let shared = Arc::new(Shared::open(settings, Box::new(told))?);
        let listener = StandardListener::bind(asked).map_err(|source| match source.kind() {
            io::ErrorKind::AddrInUse => ServeError::Taken(asked),
            _ => ServeError::Listen { address: asked, source },
        })?;
        let listening = |source| ServeError::Listen { address: asked, source };
        listener.set_nonblocking(true).map_err(listening)?;
        let address = listener.local_addr().map_err(listening)?;
        Ok(Self { listener, address, shared, stop: watch::Sender::new(false) })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What stops it.
    #[must_use]
    pub fn stopper(&self) -> Stopper {
        Stopper(self.stop.clone())
    }

    /// Answers until it is stopped.
    ///
    /// # Errors
    ///
    /// When the system has no thread for it.
    pub fn run(self) -> Result<(), ServeError> {
        // One thread moves bytes; whatever takes time is done by others (see `work`).
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_io().enable_time().build().map_err(ServeError::Start)?;
        let result = runtime.block_on(self.answer());
        // Look-ups that outlived their requests change nothing and end with the process.
        runtime.shutdown_background();
        result
    }

    async fn answer(self) -> Result<(), ServeError> {
        let listener = TcpListener::from_std(self.listener).map_err(ServeError::Start)?;
        let limits = &self.shared.limits;
        let most = u32::try_from(limits.connections).unwrap_or(u32::MAX).max(1);
        let free = Arc::new(Semaphore::new(most as usize));
        let service = TowerToHyperService::new(router(&self.shared));
        let mut head = http1::Builder::new();
        head.timer(TokioTimer::new())
            .header_read_timeout(limits.head)
            .max_buf_size(HEAD_BYTES)
            .max_headers(MOST_HEADERS)
            .half_close(true);
        loop {
            let next = async {
                let place = Arc::clone(&free).acquire_owned().await;
                (listener.accept().await, place)
            };
            let Some((accepted, place)) = unless_stopped(&self.stop, next).await else { break };
            let stream = match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    // A connection that broke before it was taken is nothing; no more handles is something.
                    if !matches!(error.kind(), io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset) {
                        self.shared.tell(Event::Fault(&format!("cannot take connections: {error}")));
                        tokio::time::sleep(PAUSE).await;
                    }
                    continue;
                }
            };
            let (head, service, stop) = (head.clone(), service.clone(), self.stop.subscribe());
            let stall = limits.stall;
            tokio::spawn(async move {
                let _place = place;
                connection(stream, &head, service, stop, stall).await;
            });
        }
        drop(listener);
        // Every connection gives its place back when it ends.
        let _ = tokio::time::timeout(limits.grace, free.acquire_many(most)).await;
        Ok(())
    }
}

/// Answers the requests of a connection, one after the other, until it or the server ends.
async fn connection(
    stream: TcpStream,
    head: &http1::Builder,
    service: TowerToHyperService<axum::Router>,
    mut stop: watch::Receiver<bool>,
    stall: Duration,
) {
    // Answers are written whole, so waiting to fill a packet gains nothing.
    let _ = stream.set_nodelay(true);
    let mut connection = pin!(head.serve_connection(TokioIo::new(Stalling::new(stream, stall)), service));
    let mut stopped = pin!(async move {
        let _ = stop.wait_for(|is_stopped| *is_stopped).await;
    });
    let mut is_stopping = false;
    // What a reader does wrong to its own connection is nobody else's concern.
    let _ = poll_fn(|context| {
        if !is_stopping && stopped.as_mut().poll(context).is_ready() {
            is_stopping = true;
            connection.as_mut().graceful_shutdown();
        }
        connection.as_mut().poll(context)
    })
    .await;
}

/// What a future gives, or nothing if the server is stopped before.
async fn unless_stopped<T>(stop: &watch::Sender<bool>, future: impl Future<Output = T>) -> Option<T> {
    let mut receiver = stop.subscribe();
    let mut stopped = pin!(async move {
        let _ = receiver.wait_for(|is_stopped| *is_stopped).await;
    });
    let mut future = pin!(future);
    poll_fn(|context| {
        if stopped.as_mut().poll(context).is_ready() {
            return Poll::Ready(None);
        }
        future.as_mut().poll(context).map(Some)
    })
    .await
}
