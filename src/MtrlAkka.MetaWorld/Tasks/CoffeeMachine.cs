using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>What the tasks with the coffee machine share: machine and mug.</summary>
internal readonly struct CoffeeMachine(Simulation simulation)
{
    private readonly int _machine = simulation.Model.Body("coffee_machine");

    /// <summary>From the machine to the place of the mug under its spout.</summary>
    public static Point Spout => new(0, -0.22, 0);

    /// <summary>Moves the machine.</summary>
    public void MoveTo(Point place) => place.CopyTo(simulation.Model.BodyPosition(_machine));

    /// <summary>Puts the mug at a place.</summary>
    public void PlaceMug(Point place)
    {
        // In this scene alone the object's numbers come before the arm's. The benchmark sets the position there, but
        // stops the velocities that are an object's elsewhere: here those of wrist and fingers.
        place.CopyTo(simulation.Positions);
        simulation.Velocities.Slice(SawyerArm.JointCount, 6).Clear();
        simulation.Forward();
    }
}
