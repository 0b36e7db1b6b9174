//! Which entries of a recording are calls, and not a page's own files.

/// Endings of files that pages are made of.
const FILES: [&str; 25] = [
    "js",
    "mjs",
    "css",
    "map",
    "png",
    "jpg",
    "jpeg",
    "gif",
    "svg",
    "webp",
    "avif",
    "ico",
    "bmp",
    "woff",
    "woff2",
    "ttf",
    "otf",
    "eot",
    "mp4",
    "webm",
    "mp3",
    "wav",
    "wasm",
    "webmanifest",
    "txt",
];

/// What browsers call the kinds of files.
const KINDS: [&str; 10] = [
    "image",
    "stylesheet",
    "script",
    "font",
    "media",
    "manifest",
    "websocket",
    "eventsource",
    "ping",
    "preflight",
];

/// Whether an entry is worth a step. `kind`: what the browser calls it; `media`: of the answer.
pub fn is_call(method: &str, url: &str, kind: &str, media: &str, preflight: bool) -> bool {
    let scheme = url.split(':').next().unwrap_or("").to_ascii_lowercase();
    if !matches!(scheme.as_str(), "http" | "https")
        || method == "OPTIONS" && (preflight || kind == "preflight")
    {
        return false;
    }
    if !matches!(method, "GET" | "HEAD") {
        return kind != "ping";
    }
    let path = url.split(['?', '#']).next().unwrap_or("");
    let ending =
        path.rsplit('/').next().and_then(|last| last.rsplit_once('.')).map_or("", |(_, ending)| ending);
    let file = FILES.contains(&ending.to_ascii_lowercase().as_str());
    let media = media.to_ascii_lowercase();
    let is_file = ["image/", "font/", "video/", "audio/", "text/css", "application/font", "application/wasm"]
        .iter()
        .any(|beginning| media.starts_with(beginning));
    !(file || is_file || media.contains("javascript") || KINDS.contains(&kind))
}

/// Cookies of analytics.
pub fn is_tracking(cookie: &str) -> bool {
    let beginnings = [
        "_ga",
        "_gid",
        "_gat",
        "_gcl",
        "_fbp",
        "_hj",
        "_pk_",
        "ajs_",
        "amplitude",
        "mp_",
        "intercom-",
        "optimizely",
    ];
    beginnings.iter().any(|beginning| cookie.starts_with(beginning))
}
