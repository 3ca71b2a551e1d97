namespace MtrlAkka.Physics;

/// <summary>MuJoCo cannot be used as asked: library, model file or name. The message is fit for the user.</summary>
public class MuJoCoException : Exception
{
    public MuJoCoException(string message) : base(message)
    {
    }

    public MuJoCoException(string message, Exception inner) : base(message, inner)
    {
    }
}

/// <summary>The loaded library is of a version whose structs this project does not know.</summary>
public sealed class UnsupportedMuJoCoException(string message) : MuJoCoException(message);

/// <summary>A simulation left the range where it means anything: a NaN or huge number in its state.</summary>
public sealed class PhysicsException : Exception
{
    public PhysicsException(string message, PhysicsWarning warning) : base(message) => Warning = warning;

    public PhysicsException(string message, PhysicsException inner) : base(message, inner) => Warning = inner.Warning;

    /// <summary>What MuJoCo noticed first.</summary>
    public PhysicsWarning Warning { get; }
}

/// <summary>The warnings after which a state must not be used.</summary>
public enum PhysicsWarning
{
    /// <summary>NaN or huge generalised position.</summary>
    BadPosition,

    /// <summary>NaN or huge generalised velocity.</summary>
    BadVelocity,

    /// <summary>NaN or huge generalised acceleration.</summary>
    BadAcceleration,

    /// <summary>NaN or huge control.</summary>
    BadControl,
}
