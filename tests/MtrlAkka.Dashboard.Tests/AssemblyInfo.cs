// One browser, and one training beside it: more at once would only wait for each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
