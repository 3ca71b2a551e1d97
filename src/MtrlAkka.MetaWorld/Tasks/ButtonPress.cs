using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Press a button from the front.</summary>
internal sealed class ButtonPress(Simulation simulation, SawyerArm arm) : ButtonBoxTask(simulation, arm)
{
    public static TaskDefinition Definition { get; } = new()
    {
        Name = "button-press-v3",
        Scene = "button-press.xml",
        ReferenceScene = "sawyer_button_press.xml",
        HandStart = HandStart,
        VectorLow = [-0.1, 0.85, 0.115],
        VectorHigh = [0.1, 0.9, 0.115],
        GoalSite = null,
        Policy = new ButtonPressPolicy(),
        Create = static (simulation, arm) => new ButtonPress(simulation, arm),
    };

    protected override double NearRadius => 0.05;

    protected override double SuccessDistance => 0.02;

    protected override double Reward(double opening, double distance, double near, double pressed) =>
        ApproachThenPress(2, opening, near, distance <= 0.05, pressed);
}
