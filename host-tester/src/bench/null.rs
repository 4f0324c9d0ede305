//! A policy that reads its request and accepts it: what every evaluation costs at least.

use serde_json::json;
use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, DataSection, EntityType, ExportKind, ExportSection, Function,
    FunctionSection, ImportSection, MemorySection, MemoryType, Module, TypeSection, ValType,
};

use crate::module;

/// Valid as an answer to `validate` and to `validate_settings`: what a reader does not know, it ignores.
const ANSWER: &[u8] = br#"{"accepted":true,"valid":true}"#;
const OPERATION_AT: i32 = 0;
const ANSWER_AT: i32 = 1024;
const PAYLOAD_AT: i32 = PAGE;
const PAGE: i32 = 65_536;
/// Pages of memory at first, as many as a small policy has.
const PAGES: u64 = 3;

/// The annotated module.
pub(super) fn module() -> anyhow::Result<Vec<u8>> {
    let metadata = json!({"rules": [], "mutating": false, "protocolVersion": "v1"});
    let metadata =
        module::check(&metadata).map_err(|wrong| anyhow::anyhow!("null policy: {}", wrong.join("; ")))?;
    module::annotate(&wasm(), metadata, None).map_err(|error| anyhow::anyhow!("null policy: {error}"))
}

fn wasm() -> Vec<u8> {
    let mut types = TypeSection::new();
    types.ty().function([ValType::I32, ValType::I32], []);
    types.ty().function([ValType::I32, ValType::I32], [ValType::I32]);
    let mut imports = ImportSection::new();
    imports.import("wapc", "__guest_request", EntityType::Function(0));
    imports.import("wapc", "__guest_response", EntityType::Function(0));
    let mut functions = FunctionSection::new();
    functions.function(1);
    let mut memories = MemorySection::new();
    memories.memory(MemoryType {
        minimum: PAGES,
        maximum: None,
        memory64: false,
        shared: false,
        page_size_log2: None,
    });
    let mut exports = ExportSection::new();
    exports.export("memory", ExportKind::Memory, 0);
    exports.export("__guest_call", ExportKind::Func, 2);
    let mut call = Function::new([]);
    call.instructions()
        // Room for the payload, which is the second parameter.
        .local_get(1)
        .i32_const(PAGE)
        .i32_gt_u()
        .if_(BlockType::Empty)
        .local_get(1)
        .i32_const(16)
        .i32_shr_u()
        .memory_grow(0)
        .drop()
        .end()
        .i32_const(OPERATION_AT)
        .i32_const(PAYLOAD_AT)
        .call(0)
        .i32_const(ANSWER_AT)
        .i32_const(i32::try_from(ANSWER.len()).unwrap_or_default())
        .call(1)
        .i32_const(1)
        .end();
    let mut code = CodeSection::new();
    code.function(&call);
    let mut data = DataSection::new();
    data.active(0, &ConstExpr::i32_const(ANSWER_AT), ANSWER.iter().copied());
    let mut module = Module::new();
    module.section(&types).section(&imports).section(&functions).section(&memories);
    module.section(&exports).section(&code).section(&data);
    module.finish()
}
