//! `samestory serve`: the archive in a browser.

#[cfg(feature = "serve")]
pub(crate) use listening::run;

#[cfg(not(feature = "serve"))]
pub(crate) fn run(_: &super::args::ServeCommand, _: &super::screen::Screen) -> anyhow::Result<super::exit::Exit> {
    anyhow::bail!("this build of samestory serves nothing; build it with `--features serve`")
}

#[cfg(feature = "serve")]
mod listening {
    use std::fs;
    use std::io::{Write, stdout};
    use std::net::SocketAddr;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use anyhow::Context;
    use samestory::serve::{Event, ServeSettings, Server, Token};

    use crate::cli::args::ServeCommand;
    use crate::cli::exit::Exit;
    use crate::cli::interrupt;
    use crate::cli::screen::Screen;

    /// The variable that may hold the token.
    const TOKEN: &str = "SAMESTORY_TOKEN";

    pub(crate) fn run(command: &ServeCommand, screen: &Screen) -> anyhow::Result<Exit> {
        let settings = ServeSettings {
            address: SocketAddr::new(command.address, command.port),
            token: token(command)?,
            hosts: command.hosts.clone(),
            ..ServeSettings::new(&command.archive)
        };
        let told = Arc::new(screen.clone());
        let server = Server::bind(&settings, move |event| match event {
            Event::Answered { method, path, status, took } => {
                told.detail(&format!("{status} {method} {path} {} ms", took.as_millis()));
            }
            Event::Fault(fault) => told.notice(fault),
            _ => {}
        })?;
        // Ctrl-C asks the server to end what it is about; a second one ends it there and then.
        let _running = interrupt::Writing::begin();
        let was_terminated = Arc::new(AtomicBool::new(false));
        stop_when_asked(&server, &was_terminated)?;
        // Who started this may have closed its end: that is no reason not to serve.
        let _ = writeln!(stdout(), "listening on http://{}/", server.address()).and_then(|()| stdout().flush());
        if !settings.address.ip().is_loopback() {
            screen.notice(
                "what is sent is not encrypted; put a server with TLS in front of it, or use it in a network you trust",
            );
        }
        server.run()?;
        // Ended by its user it was interrupted; ended by what runs it, it has done its work.
        Ok(if was_terminated.load(Ordering::SeqCst) { Exit::Done } else { Exit::Interrupted })
    }

    /// The token of the file, else that of the environment.
    fn token(command: &ServeCommand) -> anyhow::Result<Option<Token>> {
        let text = match &command.token_file {
            Some(path) => {
                let failed = || format!("cannot read the token in `{}`", path.display());
                Some(fs::read_to_string(path).with_context(failed)?)
            }
            None => std::env::var(TOKEN).ok().filter(|text| !text.is_empty()),
        };
        Ok(text.map(|text| Token::new(&text)).transpose()?)
    }

    /// Stops the server when the process is asked to end.
    fn stop_when_asked(server: &Server, was_terminated: &Arc<AtomicBool>) -> anyhow::Result<()> {
        let stopper = server.stopper();
        let was_terminated = Arc::clone(was_terminated);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
        let asked = {
            let _inside = runtime.enter();
            asked()?
        };
        std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
            let is_termination = runtime.block_on(asked);
            was_terminated.store(is_termination, Ordering::SeqCst);
            stopper.stop();
        })?;
        Ok(())
    }

    /// Waits for Ctrl-C, or for termination, and says whether it is that.
    #[cfg(unix)]
    fn asked() -> anyhow::Result<impl Future<Output = bool>> {
        use std::future::poll_fn;
        use std::task::Poll;
        use tokio::signal::unix::{SignalKind, signal};

        let mut interruption = signal(SignalKind::interrupt())?;
        let mut termination = signal(SignalKind::terminate())?;
        Ok(poll_fn(move |context| {
            if termination.poll_recv(context).is_ready() {
                return Poll::Ready(true);
            }
            interruption.poll_recv(context).map(|_| false)
        }))
    }

    #[cfg(not(unix))]
    fn asked() -> anyhow::Result<impl Future<Output = bool>> {
        Ok(async {
            let _ = tokio::signal::ctrl_c().await;
            false
        })
    }
}
