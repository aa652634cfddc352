// SPDX-License-Identifier: Apache-2.0
//! The description of the routes for programs: OpenAPI 3.1, made from the handlers and their types.

use super::error::ErrorAnswer;
use axum::Json;
use std::{collections::BTreeMap, sync::Arc};
use utoipa::{
	openapi::{
		security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
		ContentBuilder, OpenApi, Ref, RefOr, Response, ResponseBuilder, SecurityRequirement,
	},
	IntoResponses, OpenApi as _, ToSchema,
};

const TOKEN: &str = "token";

/// The start of the document, which routes are added to.
#[derive(utoipa::OpenApi)]
#[openapi(
	info(
		title = "OpenLoRA",
		description = "One base model, many LoRA adapters: jobs of a node, and OpenAI's clients.",
	),
	components(schemas(ErrorAnswer))
)]
struct Start;

/// The document without routes.
pub(super) fn start() -> OpenApi {
	let mut document = Start::openapi();
	if let Some(components) = &mut document.components {
		let bearer = HttpBuilder::new()
			.scheme(HttpAuthScheme::Bearer)
			.description(Some("Where the server was started with a token"))
			.build();
		components.add_security_scheme(TOKEN, SecurityScheme::Http(bearer));
	}
	document.security = Some(vec![SecurityRequirement::new::<_, [&str; 0], &str>(TOKEN, [])]);
	document
}

/// How every route refuses: 4xx and 5xx, in OpenAI's shape.
pub(super) struct Refusals;

impl IntoResponses for Refusals {
	fn responses() -> BTreeMap<String, RefOr<Response>> {
		let refusal = |description: &str| {
			let schema = Ref::from_schema_name(ErrorAnswer::name());
			let content = ContentBuilder::new().schema(Some(schema)).build();
			let response = ResponseBuilder::new()
				.description(description)
				.content("application/json", content)
				.build();
			RefOr::T(response)
		};
		[
			("4XX".to_owned(), refusal("The request is wrong, or comes too often")),
			("5XX".to_owned(), refusal("The server, or what it needs, fails")),
		]
		.into()
	}
}

/// Serves the document.
pub(super) async fn serve(document: Arc<OpenApi>) -> Json<OpenApi> {
	Json(OpenApi::clone(&document))
}
