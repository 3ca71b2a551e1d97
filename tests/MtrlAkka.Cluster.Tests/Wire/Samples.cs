using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Akka.Actor;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Replay;

namespace MtrlAkka.Cluster.Tests.Wire;

/// <summary>
/// Makes messages by reflection: every constructor parameter and every property that must be set gets a value of its own, so
/// a field that is added to a message is filled here without a line of code, and missed where a codec leaves it out.
/// </summary>
/// <param name="actor">What stands for actors.</param>
/// <param name="random">Null: numbers that count up, flags set, nothing missing. Else anything, the edges often.</param>
internal sealed class Samples(IActorRef actor, Random? random = null)
{
    private static readonly NullabilityInfoContext Nullability = new();
    private int _count;

    /// <summary>All messages that cross nodes.</summary>
    public static IReadOnlyList<Type> Crossing { get; } =
        [.. typeof(ICrossesNodes).Assembly.GetTypes()
            .Where(static type => type is { IsAbstract: false, IsInterface: false } && type.IsAssignableTo(typeof(ICrossesNodes)))
            .OrderBy(static type => type.FullName, StringComparer.Ordinal)];

    /// <summary>A message.</summary>
    public object Make(Type type)
    {
        if (type == typeof(long)) return random is null ? 1_000_000_000_000 + Next() : random.NextInt64(long.MinValue, long.MaxValue);
        if (type == typeof(int)) return random is null ? 1_000_000 + Next() : random.Next(int.MinValue, int.MaxValue);
        if (type == typeof(byte)) return (byte)Next();
        if (type == typeof(bool)) return random is null || Chance(2);
        if (type == typeof(float)) return random is null ? Next() + 0.5f : (float)Number();
        if (type == typeof(double)) return random is null ? Next() + 0.25 : Number();
        if (type == typeof(string)) return random is null || Chance(2) ? $"text {Next()} αβ" : new string('x', random.Next(300));
        if (type.IsEnum) return Choice(Enum.GetValues(type));
        if (type == typeof(IActorRef)) return random is not null && Chance(4) ? ActorRefs.Nobody : actor;
        if (type == typeof(BlobRef)) return new BlobRef(Next().ToString("x64"), (long)Make(typeof(long)));
        if (type == typeof(TransitionBatch)) return Batch();
        if (type.IsArray) return Several(type.GetElementType()!);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)) return Several(type.GetGenericArguments()[0]);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>)) return Immutable(Several(type.GetGenericArguments()[0]));
        return Composed(type);
    }

    // Never the first where it counts: that is what a forgotten one would be.
    private object Choice(Array values) => values.GetValue(random is null ? 1 + (Next() % (values.Length - 1)) : random.Next(values.Length))!;

    private object Composed(Type type)
    {
        var constructor = type.GetConstructors().OrderByDescending(static one => one.GetParameters().Length).FirstOrDefault()
            ?? throw new InvalidOperationException($"{type.Name} has no public constructor: say in {nameof(Samples)} how one is made");
        // A tuple does not know which of its items may be missing.
        bool tuple = type.IsAssignableTo(typeof(ITuple));
        object made = constructor.Invoke([.. constructor.GetParameters().Select(parameter =>
            tuple ? Make(parameter.ParameterType) : OrNull(parameter.ParameterType, Nullability.Create(parameter)))]);
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            bool parameter = constructor.GetParameters().Any(one => one.Name == property.Name);
            if (!parameter && property.CanWrite) property.SetValue(made, OrNull(property.PropertyType, Nullability.Create(property)));
        }

        return made;
    }

    private object? OrNull(Type type, NullabilityInfo nullability) =>
        random is not null && nullability.ReadState == NullabilityState.Nullable && Chance(3) ? null : Make(Nullable.GetUnderlyingType(type) ?? type);

    private Array Several(Type element)
    {
        var values = Array.CreateInstance(element, random is null ? 2 : Chance(4) ? 0 : random.Next(1, 6));
        for (int i = 0; i < values.Length; i++) values.SetValue(Make(element), i);
        return values;
    }

    private static object Immutable(Array values) => typeof(ImmutableCollectionsMarshal).GetMethod(nameof(ImmutableCollectionsMarshal.AsImmutableArray))!
        .MakeGenericMethod(values.GetType().GetElementType()!).Invoke(null, [values])!;

    private TransitionBatch Batch()
    {
        var batch = random is null
            ? new TransitionBatch(new TransitionLayout(3, 2), 2)
            : new TransitionBatch(new TransitionLayout(random.Next(1, 9), random.Next(1, 5)), random.Next(0, 9));
        foreach (var property in typeof(TransitionBatch).GetProperties().Where(static property => property.PropertyType == typeof(float[])))
        {
            float[] values = (float[])property.GetValue(batch)!;
            for (int i = 0; i < values.Length; i++) values[i] = (float)Make(typeof(float));
        }

        return batch;
    }

    private double Number() => random!.Next(8) switch
    {
        0 => double.NaN,
        1 => double.PositiveInfinity,
        2 => -0.0,
        3 => 0,
        _ => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-30, 30)),
    };

    private bool Chance(int outOf) => random!.Next(outOf) == 0;

    private int Next() => ++_count;
}
