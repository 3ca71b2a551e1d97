// Memory is measured, and libtorch's threads are shared: one test at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
