namespace MtrlAkka.Physics;

/// <summary>What makes a simulation's state useless.</summary>
public enum PhysicsWarning
{
    /// <summary>The inertia matrix is singular or nearly so; MuJoCo went on with another one.</summary>
    SingularInertia,

    /// <summary>There was no room for a contact; MuJoCo left it out.</summary>
    ContactsFull,

    /// <summary>There was no room for a constraint; MuJoCo left it out.</summary>
    ConstraintsFull,

    /// <summary>NaN or huge generalised position.</summary>
    BadPosition,

    /// <summary>NaN or huge generalised velocity.</summary>
    BadVelocity,

    /// <summary>NaN or huge generalised acceleration.</summary>
    BadAcceleration,

    /// <summary>NaN or huge control.</summary>
    BadControl,

    /// <summary>NaN or huge position or orientation of a body, geom or site, such as comes of one in a mocap pose or a goal.</summary>
    BadPose,

    /// <summary>MuJoCo stopped with an error of its own; the message holds its text.</summary>
    NativeError,
}
