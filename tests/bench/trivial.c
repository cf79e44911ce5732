/* What a process costs that does nothing; for start.py. */
int main(void)
{
	return 0;
}
