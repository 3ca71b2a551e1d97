using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using Akka.Actor;

namespace MtrlAkka.Cluster.Tests.Wire;

/// <summary>Whether two messages are equal in every property that they keep, however deep; numbers in their bits.</summary>
internal static class Same
{
    public static void Check(object? expected, object? actual, string path = "")
    {
        if (expected is null || actual is null)
        {
            Assert.True(expected is null && actual is null, $"{path}: {expected ?? "null"} became {actual ?? "null"}");
            return;
        }

        switch (expected)
        {
            case double number:
                Assert.True(BitConverter.DoubleToInt64Bits(number) == BitConverter.DoubleToInt64Bits((double)actual), $"{path}: {expected} became {actual}");
                return;
            case float number:
                Assert.True(BitConverter.SingleToInt32Bits(number) == BitConverter.SingleToInt32Bits((float)actual), $"{path}: {expected} became {actual}");
                return;
            case IActorRef or string or Enum or bool or byte or int or long:
                Assert.True(expected.Equals(actual), $"{path}: {expected} became {actual}");
                return;
            case IEnumerable items:
                object?[] all = [.. items.Cast<object?>()], others = [.. ((IEnumerable)actual).Cast<object?>()];
                Assert.True(all.Length == others.Length, $"{path}: {all.Length} became {others.Length}");
                for (int i = 0; i < all.Length; i++) Check(all[i], others[i], $"{path}[{i}]");
                return;
            case ITuple tuple:
                for (int i = 0; i < tuple.Length; i++) Check(tuple[i], ((ITuple)actual)[i], $"{path}.{i}");
                return;
        }

        Assert.Equal(expected.GetType(), actual.GetType());
        foreach (var property in expected.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            // What is computed from the others cannot differ alone.
            bool kept = property.DeclaringType!.GetField($"<{property.Name}>k__BackingField", BindingFlags.NonPublic | BindingFlags.Instance) is not null;
            if (kept) Check(property.GetValue(expected), property.GetValue(actual), $"{path}.{property.Name}");
        }
    }
}
