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

/// <summary>Owns an mjData, and keeps the mjModel that it is of from being freed before it.</summary>
internal sealed unsafe class DataHandle : SafeHandle
{
    private readonly NativeFunctions _functions;
    private readonly ModelHandle _model;

    public DataHandle(NativeFunctions functions, nint data, ModelHandle model) : base(0, ownsHandle: true)
    {
        _functions = functions;
        _model = model;
        bool added = false;
        model.DangerousAddRef(ref added);
        SetHandle(data);
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        _functions.DeleteData(handle);
        _model.DangerousRelease();
        return true;
    }
}
