//! TLS before a server that speaks PostgreSQL's protocol plainly, whatever it was built with.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::thread;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// With these bytes a client asks for TLS: their length, and a number that is no version.
const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];

/// Listens where only TLS is spoken, with this certificate, and passes on what it reads to the server.
/// Returns where.
pub(crate) fn before(server: SocketAddr, certificate: &Path, key: &Path) -> SocketAddr {
    let read = |path: &Path| fs::read(path).expect("a certificate");
    let certificate = CertificateDer::from_pem_slice(&read(certificate)).expect("a certificate");
    let key = PrivateKeyDer::from_pem_slice(&read(key)).expect("a key");
    let config = ServerConfig::builder().with_no_client_auth().with_single_cert(vec![certificate], key);
    let acceptor = TlsAcceptor::from(Arc::new(config.expect("a certificate and its key")));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().expect("a runtime");
    let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))).expect("a port");
    let address = listener.local_addr().expect("its port");
    thread::spawn(move || {
        runtime.block_on(async {
            while let Ok((client, _)) = listener.accept().await {
                // A client that speaks plainly, or does not trust the certificate, is let go.
                tokio::spawn(pass(client, acceptor.clone(), server));
            }
        });
    });
    address
}

async fn pass(mut client: TcpStream, acceptor: TlsAcceptor, server: SocketAddr) -> Option<()> {
    let mut first = [0; 8];
    client.read_exact(&mut first).await.ok()?;
    if first != SSL_REQUEST {
        return None;
    }
    client.write_all(b"S").await.ok()?;
    let mut client = acceptor.accept(client).await.ok()?;
    let mut server = TcpStream::connect(server).await.ok()?;
    copy_bidirectional(&mut client, &mut server).await.ok()?;
    Some(())
}
