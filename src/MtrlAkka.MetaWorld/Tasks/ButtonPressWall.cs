using MtrlAkka.MetaWorld.Policies;
using MtrlAkka.MetaWorld.Rewards;
using MtrlAkka.MetaWorld.Robot;
using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>Reach over a wall and press a button from the front.</summary>
internal sealed class ButtonPressWall(Simulation simulation, SawyerArm arm) : ButtonBoxTask(simulation, arm)
{
    public static TaskDefinition Definition { get; } = new()
    {
        Name = "button-press-wall-v3",
        Scene = "button-press-wall.xml",
        ReferenceScene = "sawyer_button_press_wall.xml",
        HandStart = HandStart,
        VectorLow = [-0.05, 0.85, 0.1149],
        VectorHigh = [0.05, 0.9, 0.1151],
        GoalSite = null,
        Policy = new ButtonPressWallPolicy(),
        Create = static (simulation, arm) => new ButtonPressWall(simulation, arm),
    };

    protected override double NearRadius => 0.01;

    protected override double SuccessDistance => 0.03;

    /// <summary>None: the benchmark takes it from the height, which the button keeps.</summary>
    protected override double TravelV1 => 0;

    protected override double Reward(double opening, double distance, double near, double pressed) => distance > 0.07
        ? 2 * Conjunction.Hamacher((1 - opening) / 2, near)
        : 2 + 2 * (1 + opening) + 4 * (pressed * pressed);
}
