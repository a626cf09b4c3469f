//! The limits, on requests made by hand.

use std::convert::Infallible;

use futures_util::stream;
use poem::{EndpointExt, endpoint::make};

use super::*;

fn settings() -> HttpSettings {
    HttpSettings {
        body_bytes_max: 10,
        upload_bytes_max: 20,
        roster_bytes_max: 15,
        ..HttpSettings::default()
    }
}

/// Times so short that a test needs no patience, and where one is left out, a day.
fn hasty(body_read: Option<u64>, handler: Option<u64>, drain: Option<u64>) -> HttpSettings {
    let day = 86_400_000;
    HttpSettings {
        body_read_ms_max: body_read.unwrap_or(day),
        handler_ms_max: handler.unwrap_or(day),
        drain_ms_max: drain.unwrap_or(day),
        ..settings()
    }
}

/// Reads its body and answers with the body's length.
async fn send(request: Request, settings: HttpSettings) -> Result<String, Refused> {
    let read = make(|mut request: Request| async move {
        let bytes = request.take_body().into_bytes().await?;
        Ok::<_, poem::Error>(bytes.len().to_string())
    });
    answer(read.with(Limits::new(Arc::new(settings))).call(request).await).await
}

async fn answer(result: poem::Result<Response>) -> Result<String, Refused> {
    match result {
        Ok(response) => Ok(response.into_body().into_string().await.unwrap()),
        Err(error) => {
            let refused = *error.downcast_ref::<Refused>().unwrap();
            assert_eq!(error.status(), refused.status());
            Err(refused)
        }
    }
}

fn chunked(length: usize) -> Body {
    let bytes = std::iter::repeat_n(Ok::<_, Infallible>(Bytes::from_static(b"x")), length);
    Body::from_bytes_stream(stream::iter(bytes).map(|chunk| chunk.map_err(io::Error::other)))
}

fn silent() -> Body {
    Body::from_bytes_stream(stream::pending::<io::Result<Bytes>>())
}

#[tokio::test]
async fn a_body_up_to_the_limit_is_read_and_one_byte_more_is_refused() {
    for (length, expected) in [
        (0, Ok("0".to_owned())),
        (10, Ok("10".to_owned())),
        (11, Err(Refused::TooLarge { limit: 10 })),
    ] {
        let request = Request::builder().body(chunked(length));
        assert_eq!(send(request, settings()).await, expected);
    }
}

#[tokio::test]
async fn a_length_over_the_limit_is_refused_before_the_handler_runs() {
    let handler = make(|_| async { "the handler ran" });
    let request = Request::builder().header("content-length", "11").body("x".repeat(11));
    let result = handler.with(Limits::new(Arc::new(settings()))).call(request).await;
    assert_eq!(answer(result).await, Err(Refused::TooLarge { limit: 10 }));
}

#[tokio::test]
async fn uploads_may_be_larger_but_not_their_json() {
    let upload_limit = 20 + settings().upload_overhead_bytes_max;
    for (path, kind, limit) in [
        ("/api/v1/media", "multipart/form-data", upload_limit),
        ("/api/v1/media/7/file", "image/png", upload_limit),
        ("/api/v1/media", "application/json", 10),
        ("/api/v1/imports/roster", "text/csv", 15),
        ("/api/v1/imports/roster", "application/json", 10),
        ("/api/v1/mediator", "image/png", 10),
        ("/api/v1/declarations", "image/png", 10),
    ] {
        let body = chunked(limit + 1);
        let request = Request::builder().uri_str(path).content_type(kind).body(body);
        assert_eq!(send(request, settings()).await, Err(Refused::TooLarge { limit }), "{path}");
    }
}

#[tokio::test]
async fn a_compressed_body_is_refused() {
    for (encoding, expected) in [
        ("gzip", Err(Refused::Encoded)),
        ("identity, br", Err(Refused::Encoded)),
        ("Identity", Ok("1".to_owned())),
    ] {
        let request = Request::builder().header("content-encoding", encoding).body("x");
        assert_eq!(send(request, settings()).await, expected);
    }
}

#[tokio::test]
async fn a_body_that_never_comes_is_refused() {
    let request = Request::builder().body(silent());
    let settings = hasty(Some(50), None, None);
    assert_eq!(send(request, settings).await, Err(Refused::SlowBody));
}

#[tokio::test]
async fn a_refused_body_is_not_read_away_for_long() {
    let body = stream::iter([Ok::<_, io::Error>(Bytes::from_static(&[0; 11]))]);
    let body = Body::from_bytes_stream(body.chain(stream::pending()));
    let result = send(Request::builder().body(body), hasty(None, None, Some(50))).await;
    assert_eq!(result, Err(Refused::TooLarge { limit: 10 }));
}

#[tokio::test]
async fn a_body_without_end_is_not_read_away() {
    let endless = stream::repeat_with(|| Ok::<_, io::Error>(Bytes::from_static(&[0; 4096])));
    let request = Request::builder().body(Body::from_bytes_stream(endless));
    assert_eq!(send(request, settings()).await, Err(Refused::TooLarge { limit: 10 }));
}

#[tokio::test]
async fn a_handler_that_does_not_answer_is_given_up() {
    let handler = make(|_| std::future::pending::<String>());
    let settings = hasty(None, Some(50), None);
    let limited = handler.with(Limits::new(Arc::new(settings)));
    let result = limited.call(Request::builder().finish()).await;
    assert_eq!(answer(result).await, Err(Refused::SlowHandler));
}

#[tokio::test]
async fn a_slow_client_does_not_use_up_the_time_of_the_handler() {
    let late = stream::once(async {
        tokio::time::sleep(Duration::from_millis(700)).await;
        Ok::<_, io::Error>(Bytes::from_static(b"late"))
    });
    let handler =
        make(
            |mut request: Request| async move { request.take_body().into_string().await.unwrap() },
        );
    let request = Request::builder().body(Body::from_bytes_stream(late));
    let settings = hasty(None, Some(500), None);
    let result = handler.with(Limits::new(Arc::new(settings))).call(request).await;
    assert_eq!(answer(result).await, Ok("late".to_owned()));
}

#[tokio::test]
async fn a_handler_that_stops_reading_is_given_up_all_the_same() {
    let handler = make(|mut request: Request| async move {
        let mut body = Box::pin(request.take_body().into_bytes_stream());
        body.next().await;
        std::future::pending::<String>().await
    });
    let request = Request::builder().body(chunked(5));
    let settings = hasty(Some(100), Some(50), None);
    let result = handler.with(Limits::new(Arc::new(settings))).call(request).await;
    assert_eq!(answer(result).await, Err(Refused::SlowHandler));
}

#[tokio::test]
async fn the_refusal_wins_over_what_a_reader_makes_of_it() {
    let handler = make(|mut request: Request| async move {
        match request.take_body().into_bytes().await {
            Ok(_) => StatusCode::OK,
            Err(_) => StatusCode::BAD_REQUEST,
        }
    });
    let request = Request::builder().body(chunked(11));
    let result = handler.with(Limits::new(Arc::new(settings()))).call(request).await;
    assert_eq!(answer(result).await, Err(Refused::TooLarge { limit: 10 }));
}
