//! Scenarios that hold exchanges against an OpenAPI document, and scenarios that pass.

use super::forms::Secret;
use super::scenarios::{CAPTURED, go_on};

/// Holds an API's document against exchanges that keep nothing of it.
const CONTRACT: &str = r#"
  - name: Parameters and headers
    request: GET /N/json
    query: { q: "${NAME}", "${NAME}": 1 }
    cookies: { c: "${NAME | base64}" }
  - name: JSON
    request: POST /N/json
    json: { key: "${NAME}", list: ["${NAME}"], "${NAME}": 1, kind: "${NAME}" }
  - name: Form
    request: POST /N/json
    form: { field: "${NAME}", "${NAME}": "a ${NAME} b" }
  - name: Parts
    request: POST /N/json
    multipart: { one: "${NAME}" }
  - name: Nothing secret in it
    request: GET /N/json
    capture: { contract_hidden: { json: $.hidden, secret: true } }
  - name: No JSON
    request: GET /N/text
  - name: A status that nothing tells of
    request: GET /N/error
  - name: No path of it
    request: GET /N/echo/${NAME}
"#;

/// The document.
pub const API: &str = r##"
openapi: 3.1.0
info: { title: Leaky, version: "1" }
paths:
  /{number}/json:
    parameters: [{ name: number, in: path, required: true, schema: { type: integer, minimum: 1000 } }]
    get:
      operationId: read
      parameters:
        - { name: q, in: query, schema: { type: integer } }
        - { name: c, in: cookie, schema: { enum: [a, b] } }
      responses: { 200: { $ref: "#/components/responses/Nothing" } }
    post:
      operationId: write
      requestBody:
        content:
          application/json: { schema: { $ref: "#/components/schemas/Kinds" } }
          application/x-www-form-urlencoded: { schema: { type: object, additionalProperties: false, properties: { field: { type: integer } } } }
          multipart/form-data: { schema: { type: object, properties: { one: { type: integer } } } }
      responses: { 200: { $ref: "#/components/responses/Nothing" } }
  /{number}/text:
    parameters: [{ name: number, in: path, required: true, schema: { type: integer } }]
    get: { responses: { 200: { $ref: "#/components/responses/Nothing" } } }
  /{number}/error:
    parameters: [{ name: number, in: path, required: true, schema: { type: integer } }]
    get: { responses: { 200: { description: Fine. } } }
components:
  responses:
    Nothing:
      description: Nothing of it is there.
      headers: { X-Percent: { required: true, schema: { type: integer } }, X-Json: { schema: { maxLength: 1 } } }
      content: { application/json: { schema: { type: object, additionalProperties: false, properties: { value: { type: integer }, ascii: { enum: [1] }, list: { items: { type: boolean } }, deep: { anyOf: [{ type: integer }, { maxLength: 1 }] } } } } }
  schemas:
    Kinds:
      oneOf: [{ $ref: "#/components/schemas/A" }, { $ref: "#/components/schemas/B" }]
      discriminator: { propertyName: kind, mapping: { a: "#/components/schemas/A" } }
    A: { type: object, properties: { kind: { type: string }, key: { type: integer } } }
    B: { type: object, properties: { kind: { type: string } }, required: [none] }
"##;

/// Everything holds: what is told of it, kept in snapshots, and changed by `mutate`.
const HOLDS: &str = r#"
  - name: JSON is right
    request: GET /N/json
    query: { q: "${NAME}" }
    expect:
      json: { $.value: "${NAME ~ ''}", $.list: { some: { equals: "${NAME ~ ''}" } }, $.ascii: { one_of: ["${NAME ~ ''}", other] }, $.inner: { not: { equals: "${NAME}" } } }
      headers: { X-Percent: { starts_with: "v=" }, X-Json: { not: { equals: "${NAME}" } } }
      that: ["NAME ~ '' == response.json.value", "(NAME | sha256) != response.json.value"]
      schema: { type: object }
      snapshot: { mask: [$.headers] }
    capture: { held_NAME: { json: $.value, secret: true }, shown: $.ascii }
  - name: XML is right
    request: GET /N/xml
    expect: { xml: { //data: "${NAME}", count(//item): 2, //item: { some: { equals: "${NAME ~ ''}" } } } }
    capture: { xml_NAME: { xml: //data, secret: true }, items: { xml: //item } }
  - name: HTML is right
    request: GET /N/html
    expect: { html: { title: { exists: true }, a: { length: { gte: 1 } } } }
    capture: { link: { html: a@href } }
  - name: Snapshots by label
    for_each: { part: ["${NAME}", "b ${NAME}"], label: "l ${part}" }
    request: GET /N/json
    expect: { snapshot: { mask: [$.headers] } }
  - name: It is the same
    check: ["held_NAME == NAME ~ ''", "NAME != 'x'"]
"#;

/// A scenario whose exchanges keep nothing of a document.
pub fn scenario(number: usize, secret: &Secret, declared: &str, server: &str) -> String {
    of("Contract", number, secret, declared, server, &go_on(CONTRACT))
        .replace("defaults:", "openapi: api.yaml\ndefaults:")
}

/// A scenario that passes.
pub fn holds(number: usize, secret: &Secret, declared: &str, server: &str) -> String {
    of("Holds", number, secret, declared, server, HOLDS)
}

fn of(name: &str, number: usize, secret: &Secret, declared: &str, server: &str, steps: &str) -> String {
    let captured = if secret.name == "captured" { CAPTURED } else { "" };
    let steps = format!("{captured}{steps}").replace("/N/", &format!("/{number}/"));
    format!("scenario: {name} {number}\n{declared}defaults: {{ base_url: {server} }}\nsteps:{steps}")
        .replace("NAME", secret.name)
}
