using System.Runtime.InteropServices;

namespace MtrlAkka.Physics;

/// <summary>Owns an mjModel.</summary>
internal sealed unsafe class ModelHandle : SafeHandle
{
    private readonly NativeFunctions _functions;

    public ModelHandle(NativeFunctions functions, nint model) : base(0, ownsHandle: true)
    {
        _functions = functions;
        SetHandle(model);
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        _functions.DeleteModel(handle);
        return true;
    }
}

/// <summary>Owns an mjData.</summary>
internal sealed unsafe class DataHandle : SafeHandle
{
    private readonly NativeFunctions _functions;

    public DataHandle(NativeFunctions functions, nint data) : base(0, ownsHandle: true)
    {
        _functions = functions;
        SetHandle(data);
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        _functions.DeleteData(handle);
        return true;
    }
}
