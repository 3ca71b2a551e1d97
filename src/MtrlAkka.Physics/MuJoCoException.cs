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

/// <summary>
/// A simulation came to numbers that mean nothing, or MuJoCo stopped in it with an error. It refuses to go on until it
/// is reset or a saved state is restored; other simulations are not concerned.
/// </summary>
public sealed class PhysicsException : Exception
{
    public PhysicsException(string message, PhysicsWarning warning) : base(message) => Warning = warning;

    public PhysicsException(string message, PhysicsException inner) : base(message, inner) => Warning = inner.Warning;

    /// <summary>What was noticed first.</summary>
    public PhysicsWarning Warning { get; }
}
