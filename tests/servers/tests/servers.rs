//! The servers do what the tests that use them believe.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use test_servers::{NatsCluster, NatsServer, Proxy};

/// What a server says first, to a client that connects.
fn greeting(address: std::net::SocketAddr) -> String {
    let mut connection = TcpStream::connect(address).unwrap();
    let mut buffer = [0; 4096];
    let read = connection.read(&mut buffer).unwrap();
    String::from_utf8_lossy(&buffer[..read]).into_owned()
}

#[test]
fn a_server_comes_back_on_its_port_and_its_store() {
    let mut server = NatsServer::start();
    let (address, store) = (server.address(), server.store());
    assert!(greeting(address).contains("\"jetstream\":true"));
    server.kill();
    assert!(TcpStream::connect(address).is_err());
    server.restart();
    assert!(greeting(address).contains("\"jetstream\":true"));
    assert_eq!((server.address(), server.store()), (address, store));
}

#[test]
fn three_servers_find_each_other_and_go_on_without_one() {
    let mut cluster = NatsCluster::start();
    cluster.servers[0].kill();
    cluster.servers[0].restart();
    for server in &cluster.servers {
        assert!(greeting(server.address()).contains(&format!("\"server_name\":\"{}\"", server.name())));
        let (_, page) = server.monitor("/varz").unwrap();
        assert_eq!(page["jetstream"]["config"]["sync_always"], true, "{}", page["jetstream"]);
    }
}

#[test]
fn a_proxy_holds_answers_back_and_cuts() {
    let server = NatsServer::start();
    let proxy = Proxy::before(server.address());
    let mut connection = TcpStream::connect(proxy.address()).unwrap();
    let mut buffer = [0; 4096];
    assert!(connection.read(&mut buffer).unwrap() > 0);

    proxy.stall_answers();
    connection.write_all(b"CONNECT {\"verbose\":false}\r\nPING\r\n").unwrap();
    connection.set_read_timeout(Some(std::time::Duration::from_millis(200))).unwrap();
    assert!(connection.read(&mut buffer).is_err(), "the answer waits");
    proxy.resume();
    connection.set_read_timeout(None).unwrap();
    let read = connection.read(&mut buffer).unwrap();
    assert!(buffer[..read].starts_with(b"PONG"));

    proxy.cut();
    assert_eq!(connection.read(&mut buffer).unwrap_or(0), 0, "the connection is closed");
    proxy.resume();
    assert!(greeting(proxy.address()).starts_with("INFO"));
}
