use serde_json::json;

use super::*;

/// As `kwctl` records.
const RECORDED: &str = r#"- type: Exchange
  request: |
    !KubernetesGetResource
    api_version: v1
    kind: Namespace
    name: yes
    namespace: null
    disable_cache: false
  response:
    type: Success
    payload: '{"apiVersion":"v1","kind":"Namespace"}'
- type: Exchange
  request: |
    !DNSLookupHost
    host: no.such.host.invalid
  response:
    type: Error
    message: 'failed to lookup address information: Name or service not known'
"#;

fn get(name: &str) -> HostCall {
    let payload = json!({"api_version": "v1", "kind": "Namespace", "name": name, "disable_cache": false});
    HostCall::read("kubernetes", "get_resource", payload.to_string().as_bytes()).unwrap()
}

#[test]
fn recorded_calls_are_answered_in_any_order_and_as_often_as_they_are_made() {
    let session = Session::parse(RECORDED).unwrap();
    let look_up = HostCall::read("net", "v1/dns_lookup_host", b"\"no.such.host.invalid\"").unwrap();
    for _ in 0..2 {
        assert_eq!(
            session.answer(&look_up).unwrap_err().to_string(),
            "Callback evaluation failure: failed to lookup address information: Name or service not known"
        );
        assert_eq!(session.answer(&get("yes")), Ok(br#"{"apiVersion":"v1","kind":"Namespace"}"#.to_vec()));
    }
}

#[test]
fn a_call_that_was_not_recorded_has_no_answer() {
    let session = Session::parse(RECORDED).unwrap();
    let Err(Failure::Unstated(what)) = session.answer(&get("no")) else { panic!("it was not recorded") };
    assert!(what.starts_with("the session holds no answer to KubernetesGetResource {"), "{what}");
}

#[test]
fn what_is_written_is_read_again() {
    let multi_line =
        json!({"type": "SigstorePubKeyVerify", "image": "i", "pub_keys": ["-----BEGIN\nx: #y\n"]});
    let verify = HostCall::read("oci", "v2/verify", multi_line.to_string().as_bytes()).unwrap();
    let long =
        json!({"text": "word ".repeat(200), "lines": "a\n\n  b\t\u{1f600}\n"}).to_string().into_bytes();
    let failure = Failure::Refused {
        message: "no: 'signatures'\n# none\n".to_owned(),
        causes: vec!["one".to_owned(), "two\nlines".to_owned()],
    };
    let exchanges = [
        Exchange { call: verify.clone(), answer: Err(failure.clone()) },
        Exchange { call: get("true"), answer: Ok(long.clone()) },
    ];
    let text = write(&exchanges).unwrap();
    assert!(text.starts_with("- type: Exchange\n  request: |\n    !SigstorePubKeyVerify\n"), "{text}");
    let session = Session::parse(&text).unwrap();
    assert_eq!(session.answer(&get("true")), Ok(long));
    assert_eq!(session.answer(&verify).unwrap_err().to_string(), failure.to_string(), "with its causes");
}

#[test]
fn an_empty_session_is_an_empty_list() {
    assert_eq!(write(&[]).unwrap().trim(), "[]");
    assert!(Session::parse("[]\n").unwrap().exchanges.is_empty());
}

#[test]
fn what_kwctl_cannot_replay_is_not_written() {
    let with = |answer| write(&[Exchange { call: get("a"), answer }]).unwrap_err();
    assert_eq!(with(Err(Failure::Panicked)), "Error obtaining response over callback channel");
    assert!(with(Ok(vec![0xff])).ends_with("is no text"));
}

#[test]
fn a_broken_exchange_is_told_with_its_line() {
    let broken = RECORDED.replace("!DNSLookupHost", "!Nonsense");
    let error = Session::parse(&broken).unwrap_err();
    assert!(error.starts_with("12:3: the `request` of this exchange: "), "{error}");
    assert!(Session::parse("{}").unwrap_err().starts_with("1:"));
}
