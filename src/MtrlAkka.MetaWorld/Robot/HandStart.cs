using MtrlAkka.MetaWorld.Geometry;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Robot;

/// <summary>
/// Brings the hand to rest where an episode begins: fifty environment steps from the scene's initial state. Where no goal
/// changes the scene before that, it is the same way each time, so all but its last step are kept and not simulated again.
/// </summary>
/// <param name="simulation">The physics.</param>
/// <param name="arm">The robot.</param>
/// <param name="place">Where the hand begins.</param>
/// <param name="arranged">Whether a goal changes the scene before the hand moves.</param>
internal sealed class HandStart(Simulation simulation, SawyerArm arm, Point place, bool arranged)
{
    private const int Steps = 50;
    private readonly byte[] _kept = new byte[arranged ? 0 : simulation.StateSize];
    private bool _known;

    /// <summary>Takes the hand there.</summary>
    /// <exception cref="PhysicsException">The scene is unstable.</exception>
    public void Take()
    {
        simulation.Reset();
        if (_known)
        {
            simulation.RestoreState(_kept);
        }
        else
        {
            for (int i = 1; i < Steps; i++) arm.HoldOpenAt(place);
            if (!arranged)
            {
                simulation.SaveState(_kept);
                _known = true;
            }
        }

        // The last step derives what tasks read before they place their objects, so it is always simulated.
        arm.HoldOpenAt(place);
    }
}
