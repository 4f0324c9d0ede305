use super::device_classes::{DOMAINS, FABRIC_CLASSES};
use super::fabric::FABRIC;
use super::*;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn all_are(class: &'static str, unit: Unit, names: &[&str]) {
    assert!(class == "fabric" || CLASSES.contains(&class), "{class}");
    for name in names {
        assert_eq!(of(name), Some(Accelerator { class, unit }), "{name}");
    }
}

fn none_is_one(names: &[&str]) {
    for name in names {
        assert_eq!(of(name), None, "{name}");
    }
}

fn all_classes_give(class: &'static str, unit: Unit, names: &[&str]) {
    for name in names {
        assert_eq!(of_device_class(name), Accelerator { class, unit }, "{name}");
    }
    let resources: Vec<String> =
        names.iter().map(|name| format!("deviceclass.resource.kubernetes.io/{name}")).collect();
    all_are(class, unit, &resources.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn every_class_is_the_answer_to_some_name() {
    let names = [
        "amd.com/gpu",
        "huawei.com/Ascend910",
        "birentech.com/gpu",
        "cambricon.com/mlu",
        "enflame.com/gcu",
        "habana.ai/gaudi",
        "hygon.com/dcunum",
        "iluvatar.ai/BI-V100-vgpu",
        "gpu.intel.com/xe",
        "npu.intel.com/accel",
        "kunlunxin.com/xpu",
        "metax-tech.com/gpu",
        "mthreads.com/vgpu",
        "aws.amazon.com/neuron",
        "nvidia.com/gpu",
        "nvidia.com/mig-1g.5gb",
        "nvidia.com/pgpu",
        "deviceclass.resource.kubernetes.io/gpu.example.com",
        "qualcomm.com/qaic",
        "google.com/tpu",
        "vastaitech.com/va",
    ];
    assert_eq!(names.map(|name| of(name).unwrap().class), CLASSES);
}

#[test]
fn nvidia_sells_whole_devices_and_turns_on_them() {
    all_are("nvidia-gpu", Unit::Device, &["nvidia.com/gpu"]);
    all_are("nvidia-gpu", Unit::Shared, &["nvidia.com/gpu.shared"]);
}

#[test]
fn a_mig_slice_is_told_by_its_profile() {
    all_are(
        "nvidia-mig",
        Unit::Slice,
        &[
            "nvidia.com/mig-1g.5gb",
            "nvidia.com/mig-7g.141gb",
            "nvidia.com/mig-1g.10gb.me",
            "nvidia.com/mig-1g.24gb.me.all",
            "nvidia.com/mig-1g.24gb-me",
            "nvidia.com/mig-2g.48gb.gfx",
            "nvidia.com/mig-1c.3g.20gb",
        ],
    );
    all_are(
        "nvidia-mig",
        Unit::Shared,
        &["nvidia.com/mig-1g.5gb.shared", "nvidia.com/mig-1g.10gb.me.shared"],
    );
    none_is_one(&[
        "nvidia.com/mig-",
        "nvidia.com/mig-1g",
        "nvidia.com/mig-1g.5gb.",
        "nvidia.com/mig-1g.5gbx",
        "nvidia.com/mig-1g.5gb.memory",
        "nvidia.com/mig-1g.5gb.shared.shared",
        "nvidia.com/mig-1g.gb",
        "nvidia.com/mig-g.5gb",
        "nvidia.com/mig-+1g.5gb",
        "nvidia.com/mig-1g.5gb+me",
        "nvidia.com/mig-c.3g.20gb",
        "nvidia.com/mig-1c.g.20gb",
        "nvidia.com/mig-1.5g.20gb",
        "nvidia.com/1g.5gb",
        "nvidia.com/MIG-1g.5gb",
        "nvidia.com/mig-1G.5GB",
    ]);
}

#[test]
fn virtual_machines_are_given_models() {
    all_are(
        "nvidia-vm",
        Unit::Device,
        &[
            "nvidia.com/pgpu",
            "nvidia.com/vgpu",
            "nvidia.com/GA102GL_A10",
            "nvidia.com/TU104GL_Tesla_T4",
            "nvidia.com/GRID_T4-1Q",
            "nvidia.com/NVIDIA_A100-1-5C",
        ],
    );
    none_is_one(&[
        "nvidia.com/GPU",
        "nvidia.com/GPU_MEMORY",
        "nvidia.com/gA102GL_A10",
        "nvidia.com/GA102GL_A10.x",
    ]);
}

#[test]
fn partitions_of_amd_are_told_by_their_modes() {
    all_are("amd-gpu", Unit::Device, &["amd.com/gpu"]);
    let partitions =
        ["amd.com/spx_nps1", "amd.com/dpx_nps2", "amd.com/tpx_nps1", "amd.com/qpx_nps4", "amd.com/cpx_nps4"];
    all_are("amd-gpu", Unit::Slice, &partitions);
    none_is_one(&[
        "amd.com/cpx",
        "amd.com/cpx_nps",
        "amd.com/xpx_nps1",
        "amd.com/cpx_nps1a",
        "amd.com/_nps1",
    ]);
}

#[test]
fn every_other_vendor_has_its_names() {
    all_are("intel-gpu", Unit::Device, &["gpu.intel.com/i915", "gpu.intel.com/xe", "gpu.intel.com/dxg"]);
    all_are("intel-npu", Unit::Device, &["npu.intel.com/accel"]);
    all_are("gaudi", Unit::Device, &["habana.ai/gaudi"]);
    all_are("tpu", Unit::Device, &["google.com/tpu", "cloud-tpus.google.com/v2", "cloud-tpus.google.com/v3"]);
    all_are("tpu", Unit::Device, &["cloud-tpus.google.com/preemptible-v2"]);
    all_are("neuron", Unit::Device, &["aws.amazon.com/neuron", "aws.amazon.com/neurondevice"]);
    all_are("neuron", Unit::Slice, &["aws.amazon.com/neuroncore"]);
    all_are("cambricon", Unit::Device, &["cambricon.com/mlu"]);
    all_are("cambricon", Unit::Slice, &["cambricon.com/vmlu"]);
    all_are("hygon", Unit::Device, &["hygon.com/dcunum"]);
    all_are("metax", Unit::Device, &["metax-tech.com/gpu"]);
    all_are("metax", Unit::Slice, &["metax-tech.com/sgpu"]);
    all_are("moore-threads", Unit::Slice, &["mthreads.com/vgpu"]);
    all_are("iluvatar", Unit::Slice, &["iluvatar.ai/BI-V150-vgpu", "iluvatar.ai/MR-V50-vgpu"]);
    all_are("kunlunxin", Unit::Device, &["kunlunxin.com/xpu"]);
    all_are("kunlunxin", Unit::Slice, &["kunlunxin.com/vxpu"]);
    all_are("enflame", Unit::Device, &["enflame.com/gcu"]);
    all_are("enflame", Unit::Slice, &["enflame.com/drs-gcu"]);
    all_are("biren", Unit::Device, &["birentech.com/gpu"]);
    all_are("vastai", Unit::Device, &["vastaitech.com/va"]);
    all_are("qualcomm", Unit::Device, &["qualcomm.com/qaic"]);
}

#[test]
fn ascend_is_told_by_its_model() {
    for model in ["310", "310P", "910", "910A", "910B", "910B1", "910B2", "910B3", "910B4", "910B4-1", "910C"]
    {
        let name = format!("huawei.com/Ascend{model}");
        all_are("ascend", Unit::Device, &[&name]);
        all_are("ascend", Unit::Size, &[&format!("{name}-memory"), &format!("{name}-core")]);
    }
    none_is_one(&[
        "huawei.com/Ascend",
        "huawei.com/Ascend910D",
        "huawei.com/Ascend910B5",
        "huawei.com/Ascend910B-1",
        "huawei.com/Ascend910B4-2",
        "huawei.com/Ascend910B4-1-1",
        "huawei.com/Ascend310P-cores",
        "huawei.com/Ascend910-memory-core",
        "huawei.com/ascend910",
        "huawei.com/vnpu-mode",
    ]);
}

#[test]
fn sizes_are_no_devices() {
    for (class, sizes) in [
        ("nvidia-gpu", &["nvidia.com/gpumem", "nvidia.com/gpumem-percentage", "nvidia.com/gpucores"][..]),
        ("nvidia-gpu", &["nvidia.com/priority", "nvidia.com/total-gpumem", "nvidia.com/total-gpucores"]),
        ("amd-gpu", &["amd.com/gpumem", "amd.com/gpucores"]),
        ("cambricon", &["cambricon.com/mlu.smlu.vmemory", "cambricon.com/mlu.smlu.vcore"]),
        ("hygon", &["hygon.com/dcumem", "hygon.com/dcucores"]),
        ("metax", &["metax-tech.com/vmemory", "metax-tech.com/vcore"]),
        ("moore-threads", &["mthreads.com/sgpu-memory", "mthreads.com/sgpu-core"]),
        ("iluvatar", &["iluvatar.ai/BI-V150.vMem", "iluvatar.ai/BI-V150.vCore"]),
        ("kunlunxin", &["kunlunxin.com/vxpu-memory"]),
        ("enflame", &["enflame.com/gcu-memory", "enflame.com/gcu-core"]),
    ] {
        all_are(class, Unit::Size, sizes);
    }
}

#[test]
fn monitoring_is_no_device() {
    let names = ["gpu.intel.com/monitoring", "gpu.intel.com/i915_monitoring", "gpu.intel.com/xe_monitoring"];
    all_are("intel-gpu", Unit::Monitoring, &names);
}

#[test]
fn fabric_is_what_needs_locked_memory() {
    let names = [
        "rdma/hca_shared_devices_a",
        "nvidia.com/hostdev",
        "nvidia.com/mlnxnics",
        "vpc.amazonaws.com/efa",
        "networking.gke.io.networks/rdma-0",
    ];
    all_are("fabric", Unit::Fabric, &names);
    for name in names {
        assert!(is_fabric(name), "{name}");
    }
    for name in ["nvidia.com/gpu", "nvidia.com/hostdev2", "rdma/", "rdma", "x.rdma/hca", "cpu"] {
        assert!(!is_fabric(name), "{name}");
        assert_ne!(of(name), Some(FABRIC), "{name}");
    }
}

#[test]
fn names_are_compared_whole() {
    none_is_one(&[
        "",
        "/",
        "gpu",
        "cpu",
        "memory",
        "ephemeral-storage",
        "hugepages-2Mi",
        "example.com/foo",
        "nvidia.com/",
        "/gpu",
        "nvidia.com/gpux",
        "nvidia.com/gpu.shared.x",
        "nvidia.com/gpu/x",
        "nvidia.com/ gpu",
        "x-nvidia.com/gpu",
        "x.nvidia.com/gpu",
        "nvidia.com.example.com/gpu",
        "NVIDIA.com/gpu",
        "nvidia.com/Gpu",
        "requests.nvidia.com/gpu",
        "nvidia.com/cuda",
        "intel.com/gpu",
        "gpu.intel.com/i9155",
        "gpu.intel.com/millicores",
        "google.com/tpus",
        "cloud-tpus.google.com/v9",
        "cloud-tpus.google.com/preemptible-v",
        "cloud-tpus.google.com/preemptible-v2x",
        "aws.amazon.com/neuroncores",
        "iluvatar.ai/-vgpu/x",
        "iluvatar.ai/-vgpu",
        "iluvatar.ai/.vMem",
        "iluvatar.ai/BI.V150-vgpu",
        "deviceclass.resource.kubernetes.io/",
        "deviceclass.resource.kubernetes.io",
        "deviceclass.resource.k8s.io/gpu.nvidia.com",
    ]);
}

#[test]
fn a_dra_class_is_told_by_the_domain_it_ends_in() {
    all_classes_give("nvidia-gpu", Unit::Device, &["gpu.nvidia.com", "nvidia.com", "h100.gpu.nvidia.com"]);
    all_classes_give("nvidia-mig", Unit::Slice, &["mig.nvidia.com", "mig-1g-12gb.gpu.nvidia.com"]);
    all_classes_give("nvidia-vm", Unit::Device, &["vfio.gpu.nvidia.com"]);
    all_classes_give("amd-gpu", Unit::Device, &["gpu.amd.com"]);
    all_classes_give("intel-gpu", Unit::Device, &["gpu.intel.com", "gpu-vfio.intel.com"]);
    all_classes_give("gaudi", Unit::Device, &["gaudi.intel.com"]);
    all_classes_give("tpu", Unit::Device, &["tpu.google.com", "v6e.tpu.google.com"]);
    all_classes_give("neuron", Unit::Device, &["neuron.aws.com"]);
    all_classes_give("ascend", Unit::Device, &["npu.huawei.com"]);
    all_classes_give(
        "other",
        Unit::Device,
        &["gpu.example.com", "hybrid-full-gpu", "evilnvidia.com", "qat.intel.com"],
    );
    all_classes_give(
        "other",
        Unit::Device,
        &["nvidia.com.example.com", "GPU.NVIDIA.COM", "gpu.google.com", "a/b"],
    );
    for (domain, class) in DOMAINS {
        all_classes_give(class, Unit::Device, &[domain, &format!("x.{domain}")]);
        all_classes_give("other", Unit::Device, &[&format!("x{domain}"), &format!("{domain}x")]);
    }
}

#[test]
fn a_dra_class_of_a_network_is_no_device() {
    all_classes_give("fabric", Unit::Fabric, FABRIC_CLASSES);
    all_classes_give("nvidia-gpu", Unit::Device, &["x-rdma.nvidia.com"]);
}
