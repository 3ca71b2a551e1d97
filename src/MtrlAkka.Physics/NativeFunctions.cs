using System.Runtime.InteropServices;

namespace MtrlAkka.Physics;

/// <summary>The entry points of libmujoco that are used, as unmanaged function pointers.</summary>
internal sealed unsafe class NativeFunctions
{
    public NativeFunctions(nint library)
    {
        Version = (delegate* unmanaged<int>)NativeLibrary.GetExport(library, "mj_version");
        LoadXml = (delegate* unmanaged<byte*, void*, byte*, int, nint>)NativeLibrary.GetExport(library, "mj_loadXML");
        DeleteModel = (delegate* unmanaged<nint, void>)NativeLibrary.GetExport(library, "mj_deleteModel");
        MakeData = (delegate* unmanaged<nint, nint>)NativeLibrary.GetExport(library, "mj_makeData");
        DeleteData = (delegate* unmanaged<nint, void>)NativeLibrary.GetExport(library, "mj_deleteData");
        ResetData = (delegate* unmanaged<nint, nint, void>)NativeLibrary.GetExport(library, "mj_resetData");
        Step = (delegate* unmanaged<nint, nint, void>)NativeLibrary.GetExport(library, "mj_step");
        Forward = (delegate* unmanaged<nint, nint, void>)NativeLibrary.GetExport(library, "mj_forward");
        RnePostConstraint = (delegate* unmanaged<nint, nint, void>)NativeLibrary.GetExport(library, "mj_rnePostConstraint");
        NameToId = (delegate* unmanaged<nint, int, byte*, int>)NativeLibrary.GetExport(library, "mj_name2id");
        IdToName = (delegate* unmanaged<nint, int, int, byte*>)NativeLibrary.GetExport(library, "mj_id2name");
    }

    public delegate* unmanaged<int> Version { get; }

    public delegate* unmanaged<byte*, void*, byte*, int, nint> LoadXml { get; }

    public delegate* unmanaged<nint, void> DeleteModel { get; }

    public delegate* unmanaged<nint, nint> MakeData { get; }

    public delegate* unmanaged<nint, void> DeleteData { get; }

    public delegate* unmanaged<nint, nint, void> ResetData { get; }

    public delegate* unmanaged<nint, nint, void> Step { get; }

    public delegate* unmanaged<nint, nint, void> Forward { get; }

    public delegate* unmanaged<nint, nint, void> RnePostConstraint { get; }

    public delegate* unmanaged<nint, int, byte*, int> NameToId { get; }

    public delegate* unmanaged<nint, int, int, byte*> IdToName { get; }
}
