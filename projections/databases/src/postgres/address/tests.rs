use super::*;

fn encrypted(url: &str) -> bool {
    Address::parse(url).unwrap().encryption != Encryption::None
}

#[test]
fn another_machine_is_spoken_to_over_tls_or_not_at_all() {
    for here in ["postgres://a@localhost/w", "postgres://a@127.0.0.1:5433/w", "postgres://a@%2Frun%2Fpostgres/w"] {
        assert!(!encrypted(here), "{here}");
    }
    for there in ["postgres://a@db.example.org/w", "postgres://a@10.0.0.7/w", "postgresql://a@localhost,db/w"] {
        assert!(encrypted(there), "{there}");
        assert!(!encrypted(&format!("{there}?sslmode=disable")), "{there}");
    }
    for mode in ["require", "verify-ca", "verify-full"] {
        assert!(encrypted(&format!("postgres://a@localhost/w?sslmode={mode}")), "{mode}");
    }
}

#[test]
fn a_mode_that_may_end_unencrypted_is_refused() {
    for mode in ["allow", "prefer"] {
        let error = Address::parse(&format!("postgres://a@db/w?sslmode={mode}")).unwrap_err();
        assert!(matches!(error, WrongAddress::FallsBack(_)), "{error}");
    }
    assert!(matches!(Address::parse("postgres://a@db/w?sslmode=yes"), Err(WrongAddress::NoSuchMode(_))));
    let over_socket = Address::parse("postgres://a@%2Frun%2Fpostgres/w?sslmode=require");
    assert!(matches!(over_socket, Err(WrongAddress::TlsOverSocket)));
}

#[test]
fn certificates_to_trust_are_named_in_the_url() {
    let address = Address::parse("postgres://a@db/w?sslrootcert=%2Fetc%2Fthe%20ca.pem&connect_timeout=3").unwrap();
    let roots = Some(PathBuf::from("/etc/the ca.pem"));
    assert_eq!(address.encryption, Encryption::Verified { roots });
}

#[test]
fn the_password_is_never_shown() {
    let address = Address::parse("postgres://jo:hush@db:5433/w").unwrap().with_password("silence");
    assert_eq!(address.to_string(), "postgres://jo@db:5433/w");
    for shown in [format!("{address:?}"), format!("{:?}", Address::parse("postgres://jo:hush@db/w?hush=1"))] {
        assert!(!shown.contains("hush@") && !shown.contains("silence"), "{shown}");
    }
}

#[test]
fn the_password_can_stand_in_a_file() {
    let dir = tempfile::tempdir().unwrap();
    let (file, address) = (dir.path().join("password"), Address::parse("postgres://jo@db/w").unwrap());
    assert!(matches!(address.clone().with_password_file(&file), Err(WrongAddress::PasswordFile { .. })));
    std::fs::write(&file, "\n").unwrap();
    assert!(matches!(address.clone().with_password_file(&file), Err(WrongAddress::EmptyPasswordFile(_))));
    std::fs::write(&file, "silence\n").unwrap();
    let address = address.with_password_file(&file).unwrap();
    assert_eq!(address.config.get_password(), Some("silence".as_bytes()));
}

#[test]
fn an_address_that_makes_no_sense_says_how_one_goes() {
    for wrong in ["", "mysql://a@db/w", "host=db dbname=w"] {
        assert!(matches!(Address::parse(wrong), Err(WrongAddress::NotAUrl)), "{wrong}");
    }
    assert!(matches!(Address::parse("postgres://a@db"), Err(WrongAddress::NoDatabase(_))));
    let error = Address::parse("postgres://a@db:port/w").unwrap_err();
    assert!(error.to_string().contains("postgres://user@host"), "{error}");
}
