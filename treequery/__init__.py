"""Ask any JSON or Python object graph for just the fields wanted, in Jenkins' tree expressions."""
